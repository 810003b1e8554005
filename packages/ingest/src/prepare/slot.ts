/**
 * A few hundred pieces of an object on their way from the splitter to the batch, and what was made of each: everything
 * in a handful of buffers, so that a slot passes between threads without being copied and is used again.
 */
import type { Place } from '../read/split-object.ts';
import { IDENTITY_BYTES } from '../store/identity.ts';

/**
 * Columns of a piece: where its bytes lie in the slot, where in the object, its form as an index into {@link FORMS}, and 1
 * when its numbers are exact (split-object.ts).
 */
export const PIECE = { at: 0, length: 1, offset: 2, line: 3, form: 4, exact: 5 } as const;
const PIECE_COLUMNS = 6;

/** Forms of pieces. The last three are what cannot be read. */
export const FORMS = ['element', 'document', 'line', 'row', 'cut_off', 'not_csv', 'record_too_large'] as const;

/** Kinds of rows. `later`: only the thread that knows what came before can read the piece. */
export const KIND = { event: 0, unparsed: 1, later: 2 } as const;

/**
 * Columns of a row. `at`, `length`: its raw bytes in the slot. `leaf`, `leafLength`, `n`, `ts`: the draft of its leaf in
 * {@link Slot.leaves}, positions counted from there; `leafLength` -1: it cannot be written. `reason`, `person`, `dataset`:
 * numbers of {@link Slot.texts}, -1 for none. `piece`: the piece it was made of.
 */
export const ROW = {
  kind: 0,
  at: 1,
  length: 2,
  offset: 3,
  line: 4,
  document: 5,
  documentLength: 6,
  leaf: 7,
  leafLength: 8,
  n: 9,
  ts: 10,
  reason: 11,
  person: 12,
  source: 13,
  dataset: 14,
  sampled: 15,
  piece: 16,
} as const;
const ROW_COLUMNS = 17;

/** See the module header. Buffers are replaced when they grow. */
export interface Slot {
  bytes: Buffer;
  held: number;
  pieces: Float64Array;
  pieceCount: number;
  rows: Float64Array;
  rowCount: number;
  /** Identities of the event rows, in their order. */
  identities: Buffer;
  eventCount: number;
  leaves: Buffer;
  leafBytes: number;
  texts: string[];
}

const BYTES = 1 << 19;
const PIECES = 1_024;
/** Buffers of more than this are not kept for the next pieces. */
const KEPT = 4 << 20;

/** A slot without pieces. */
export function createSlot(): Slot {
  return {
    bytes: own(BYTES),
    held: 0,
    pieces: new Float64Array(PIECES * PIECE_COLUMNS),
    pieceCount: 0,
    rows: new Float64Array(PIECES * ROW_COLUMNS),
    rowCount: 0,
    identities: own(PIECES * IDENTITY_BYTES),
    eventCount: 0,
    leaves: own(BYTES),
    leafBytes: 0,
    texts: [],
  };
}

/** Empties a slot. */
export function clearSlot(slot: Slot): void {
  if (slot.bytes.length > KEPT) slot.bytes = own(BYTES);
  if (slot.leaves.length > KEPT) slot.leaves = own(BYTES);
  slot.held = slot.pieceCount = 0;
  clearRows(slot);
}

function clearRows(slot: Slot): void {
  slot.rowCount = slot.eventCount = slot.leafBytes = 0;
  slot.texts = [];
}

/** True when another piece of `length` bytes should go into another slot. One piece always fits. */
export function isFull(slot: Slot, length: number): boolean {
  return slot.pieceCount > 0 && (slot.held + length > slot.bytes.length || slot.pieceCount === PIECES);
}

/** Copies a piece into the slot. */
export function addPiece(slot: Slot, bytes: Uint8Array, place: Place, form: number): void {
  if (slot.held + bytes.length > slot.bytes.length) slot.bytes = grown(slot.bytes, slot.held, bytes.length);
  slot.bytes.set(bytes, slot.held);
  const at = slot.pieceCount * PIECE_COLUMNS;
  slot.pieces[at + PIECE.at] = slot.held;
  slot.pieces[at + PIECE.length] = bytes.length;
  slot.pieces[at + PIECE.offset] = place.offset;
  slot.pieces[at + PIECE.line] = place.line;
  slot.pieces[at + PIECE.form] = form;
  slot.pieces[at + PIECE.exact] = place.exact === true ? 1 : 0;
  slot.pieceCount += 1;
  slot.held += bytes.length;
}

/** The bytes of piece `number`, and where they stand in the object. */
export function readPiece(slot: Slot, number: number): { readonly bytes: Buffer; readonly place: Place } {
  const column = (name: number): number => pieceOf(slot, number, name);
  const at = column(PIECE.at);
  return {
    bytes: slot.bytes.subarray(at, at + column(PIECE.length)),
    place: { offset: column(PIECE.offset), line: column(PIECE.line), exact: column(PIECE.exact) === 1 },
  };
}

/** A column of piece `number`. */
export function pieceOf(slot: Slot, number: number, column: number): number {
  return slot.pieces[number * PIECE_COLUMNS + column] ?? 0;
}

/** A new row of zeros; answers where its columns start in {@link Slot.rows}. */
export function addRow(slot: Slot): number {
  const at = slot.rowCount * ROW_COLUMNS;
  if (at + ROW_COLUMNS > slot.rows.length) {
    const rows = new Float64Array(slot.rows.length * 2);
    rows.set(slot.rows);
    slot.rows = rows;
  }
  slot.rows.fill(0, at, at + ROW_COLUMNS);
  slot.rowCount += 1;
  return at;
}

/** Where the columns of row `number` start. */
export function rowAt(number: number): number {
  return number * ROW_COLUMNS;
}

/** Room for one more identity; answers where it goes. */
export function identityPlace(slot: Slot): number {
  const at = slot.eventCount * IDENTITY_BYTES;
  if (at + IDENTITY_BYTES > slot.identities.length) slot.identities = grown(slot.identities, at, IDENTITY_BYTES);
  slot.eventCount += 1;
  return at;
}

/** Room for a leaf of `letters` letters, of three bytes at most. */
export function leafPlace(slot: Slot, letters: number): number {
  if (slot.leafBytes + 3 * letters > slot.leaves.length) slot.leaves = grown(slot.leaves, slot.leafBytes, 3 * letters);
  return slot.leafBytes;
}

/** A slot that came from another thread, where buffers arrive as plain arrays. */
export function receivedSlot(slot: Slot): Slot {
  slot.bytes = asBuffer(slot.bytes);
  slot.identities = asBuffer(slot.identities);
  slot.leaves = asBuffer(slot.leaves);
  return slot;
}

/** The memory behind a slot, to be handed to another thread. */
export function buffersOf(slot: Slot): ArrayBuffer[] {
  // Proof: all of them are made here, and none over shared memory.
  return [slot.bytes, slot.pieces, slot.rows, slot.identities, slot.leaves].map(({ buffer }) => buffer as ArrayBuffer);
}

// Memory of its own, not of Buffer's pool: it goes to another thread as a whole.
function own(length: number): Buffer {
  return Buffer.allocUnsafeSlow(length);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function grown(buffer: Buffer, held: number, more: number): Buffer {
  const next = own(Math.max(buffer.length, held + more) * 2);
  buffer.copy(next, 0, 0, held);
  return next;
}
