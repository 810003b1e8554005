/**
 * Makes rows of the pieces in a slot: parsed, recognised, mapped, hashed, committed to, and the leaf drafted but for what
 * follows from the events before. Keeps nothing between slots but what the recogniser keeps, so that slots may be prepared
 * in any order by threads whose recogniser reads each piece for itself.
 */
import { hash } from 'node:crypto';
import type { Json } from '@remit/core';
import type { BatchKeys } from '../batch/batch-keys.ts';
import { createLeafDrafter } from '../batch/leaf-text.ts';
import type { EventSink, Recogniser } from '../batch/recognise.ts';
import { recogniseRecords } from '../batch/recognise.ts';
import type { MappedEvent, RecordContext, Source } from '../source.ts';
import { putIdentity } from '../store/identity.ts';
import { addRow, FORMS, identityPlace, KIND, leafPlace, PIECE, pieceOf, ROW, readPiece, type Slot } from './slot.ts';

/** Prepares the slots of one object. */
export interface Preparer {
  prepare(slot: Slot): void;
}

/** Sources in the order of {@link ROW.source}. */
export function sourcesOf(by: Recogniser): readonly Source[] {
  const { fallback, sources } = by;
  return fallback === undefined || sources.includes(fallback.source) ? sources : [...sources, fallback.source];
}

/** `alone`: pieces that hold several records are left for later, and so are those whose source is not one of `maps`. */
export function createPreparer(
  by: Recogniser,
  context: Pick<RecordContext, 'object' | 'receivedAt'>,
  keys: BatchKeys,
  alone?: { readonly maps: (source: Source) => boolean },
): Preparer {
  const sources = sourcesOf(by);
  const draftLeaf = createLeafDrafter();
  let slot: Slot;
  let piece = 0;
  /** Numbers of texts in the slot. */
  let numbers = new Map<string, number>();

  const textOf = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, slot.texts.length);
    return slot.texts.push(text) - 1;
  };
  const row = (kind: number, bytes: Uint8Array, line: number, offset: number): number => {
    const at = addRow(slot);
    const { rows } = slot;
    rows[at + ROW.kind] = kind;
    // What is handed over lies in the slot.
    rows[at + ROW.at] = bytes.byteOffset - slot.bytes.byteOffset;
    rows[at + ROW.length] = bytes.length;
    rows[at + ROW.line] = line;
    rows[at + ROW.offset] = offset;
    rows[at + ROW.reason] = rows[at + ROW.person] = -1;
    rows[at + ROW.piece] = piece;
    return at;
  };
  const unparsed = (bytes: Uint8Array, line: number, reason: string) => {
    const at = row(KIND.unparsed, bytes, line, 0);
    slot.rows[at + ROW.reason] = textOf(reason);
  };
  const commit = (event: MappedEvent, offset: number): Record<string, string> | undefined => {
    const { content } = event;
    if (content === undefined) return undefined;
    const made: Record<string, string> = {};
    // Proof: ContentField names are the only members; content is a value of a parsed record, or text: JSON.
    const values = content as Readonly<Record<string, Json | undefined>>;
    for (const field of Object.keys(values)) {
      const value = values[field];
      if (value !== undefined) made[field] = keys.commit(offset, field, value);
    }
    return made;
  };

  const sink: EventSink = {
    unparsed,
    event({ source, record, event, offset, document }) {
      const raw = hash('sha256', record.bytes, 'hex');
      const at = row(KIND.event, record.bytes, record.line, offset);
      const place = identityPlace(slot);
      putIdentity(slot.identities, place, event.dataset, event.id, raw);
      const { rows } = slot;
      rows[at + ROW.source] = sources.indexOf(source);
      rows[at + ROW.dataset] = textOf(event.dataset);
      if (event.person !== undefined) rows[at + ROW.person] = textOf(event.person);
      if (event.flags?.includes('sampled') === true) rows[at + ROW.sampled] = 1;
      if (document !== undefined) {
        rows[at + ROW.document] = document.offset;
        rows[at + ROW.documentLength] = document.length;
      }
      const commitments = commit(event, offset);
      const frame = { raw, line: record.line, map: source.parser };
      const draft = draftLeaf(event, commitments === undefined ? frame : { ...frame, commitments });
      if (draft.ok) putLeaf(slot, at, draft.value);
      else {
        rows[at + ROW.leafLength] = -1;
        rows[at + ROW.reason] = textOf(`field_not_writable: ${draft.error}`);
      }
    },
  };
  const later = () => void row(KIND.later, slot.bytes.subarray(0, 0), 0, 0);
  const records = recogniseRecords(by, context, sink, alone && { ...alone, later });

  return {
    prepare(filled) {
      slot = filled;
      numbers = new Map();
      for (piece = 0; piece < slot.pieceCount; piece++) {
        const { bytes, place } = readPiece(slot, piece);
        const form = FORMS[pieceOf(slot, piece, PIECE.form)];
        if (form === undefined) throw new RangeError('a piece has no such form');
        if (form === 'cut_off' || form === 'not_csv' || form === 'record_too_large') unparsed(bytes, place.line, form);
        else records.record(bytes, place, form);
      }
    },
  };
}

function putLeaf(slot: Slot, at: number, draft: { readonly text: string; readonly n: number; readonly ts: number }) {
  const { text } = draft;
  const place = leafPlace(slot, text.length);
  const length = slot.leaves.write(text, place, 'utf8');
  slot.leafBytes += length;
  // Letters are bytes where all of them are ASCII.
  const byteOf = (letter: number) =>
    length === text.length || letter < 0 ? letter : Buffer.byteLength(text.slice(0, letter), 'utf8');
  slot.rows[at + ROW.leaf] = place;
  slot.rows[at + ROW.leafLength] = length;
  slot.rows[at + ROW.n] = byteOf(draft.n);
  slot.rows[at + ROW.ts] = byteOf(draft.ts);
}
