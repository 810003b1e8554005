/**
 * What a verification keeps of one entry bundle: hashes, and of each record what the checks of the whole log ask for. Made by the
 * thread that unpacked the bundle; plain arrays, so that it can be handed over.
 */
import { utf8 } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import type { PlacedEntries } from './placed-entries.ts';
import type { RecordFacts } from './record-facts.ts';
import { factsKey, factsOf } from './record-facts.ts';
import type { ShapeBook } from './shape-book.ts';
import { createShapeBook } from './shape-book.ts';
import { subtreeHashes } from './subtree.ts';

/** Length of a record id, in bytes. */
export const ID_BYTES = 26;
const HASH = 32;

/** See the module header. Arrays hold one item for each entry; where `good` is 0 the entry is no record and the rest means nothing. */
export interface BundleScan {
  readonly count: number;
  readonly good: Uint8Array;
  /** Hashes of all complete subtrees, leaves first, then by rising level. */
  readonly hashes: Uint8Array;
  readonly ids: Uint8Array;
  /** Digits of the record's time as two numbers, YYYYMMDD and hhmmssSSS: in the order of the times, whatever the digits are. */
  readonly days: Int32Array;
  readonly times: Int32Array;
  /** Number in the writer's sequence, and in that of the session. */
  readonly writerNumbers: Float64Array;
  readonly callNumbers: Float64Array;
  /** Place in `facts`, and in `sessions` plus one: 0 for a record without a session. */
  readonly fact: Uint16Array;
  readonly session: Uint16Array;
  readonly facts: readonly RecordFacts[];
  readonly sessions: readonly string[];
  /** Leaf hashes that the records name in `cause`, one after the other, and where those of each entry end. All zeros: text that is no leaf hash. */
  readonly causes: Uint8Array;
  readonly causeEnds: Uint32Array;
}

/** Reads bundles of one log, one after the other. */
export function createScanner(book: ShapeBook = createShapeBook()): (placed: PlacedEntries) => BundleScan {
  return (placed) => {
    const { bytes, places } = placed;
    const writing = startScan(places.length / 2);
    for (let i = 0; i < writing.count; i++) {
      const start = places[2 * i] ?? 0;
      const read = book.read(bytes, start, places[2 * i + 1] ?? start);
      if (read === undefined) writing.causeEnds[i] = writing.causeEnd;
      else if ('record' in read) writing.addRecord(i, read.record);
      else writing.addShaped(i, bytes, read.shape, book.places);
    }
    // Last, for it writes into the bytes.
    return writing.end(subtreeHashes(placed));
  };
}

interface Shaped {
  readonly facts: RecordFacts;
  readonly key: string;
  readonly uses: readonly string[];
}

/** A scan while it is made. */
function startScan(count: number) {
  const columns = {
    count,
    good: new Uint8Array(count),
    ids: new Uint8Array(count * ID_BYTES),
    days: new Int32Array(count),
    times: new Int32Array(count),
    writerNumbers: new Float64Array(count),
    callNumbers: new Float64Array(count),
    fact: new Uint16Array(count),
    session: new Uint16Array(count),
    causeEnds: new Uint32Array(count),
  };
  const facts = createNumbering<RecordFacts>();
  const sessions = createNumbering<string>();
  let causes = new Uint8Array(count * HASH);
  let causeEnd = 0;

  const addTime = (i: number, bytes: Uint8Array, at: number) => {
    columns.days[i] = digits(bytes, at, 4) * 10_000 + digits(bytes, at + 5, 2) * 100 + digits(bytes, at + 8, 2);
    columns.times[i] =
      digits(bytes, at + 11, 2) * 10_000_000 +
      digits(bytes, at + 14, 2) * 100_000 +
      digits(bytes, at + 17, 2) * 1000 +
      digits(bytes, at + 20, 3);
  };
  const addCause = (bytes: Uint8Array, at: number) => {
    if (causes.length < (causeEnd + 1) * HASH) {
      const more = new Uint8Array(2 * causes.length + 64 * HASH);
      more.set(causes);
      causes = more;
    }
    readHash(bytes, at, causes.subarray(causeEnd * HASH, (causeEnd + 1) * HASH));
    causeEnd += 1;
  };

  return {
    count,
    causeEnds: columns.causeEnds,
    get causeEnd() {
      return causeEnd;
    },
    /** A record that was read by itself. */
    addRecord(i: number, record: AnyRecord): void {
      columns.good[i] = 1;
      columns.ids.set(utf8(record.id), i * ID_BYTES);
      addTime(i, utf8(record.ts), 0);
      columns.writerNumbers[i] = record.w.n;
      const own = factsOf(record);
      columns.fact[i] = facts.of(factsKey(own), own);
      if (record.s !== undefined) {
        columns.session[i] = sessions.of(record.s.id, record.s.id) + 1;
        columns.callNumbers[i] = record.s.n;
      }
      for (const cause of record.cause ?? []) addCause(utf8(cause), 0);
      columns.causeEnds[i] = causeEnd;
    },
    /** A record of a known shape, from the places of its slots. */
    addShaped(i: number, bytes: Uint8Array, shape: Shaped, places: Int32Array): void {
      columns.good[i] = 1;
      columns.fact[i] = facts.of(shape.key, shape.facts);
      for (let k = 0; k < shape.uses.length; k++) {
        const at = places[2 * k] ?? 0;
        const end = places[2 * k + 1] ?? at;
        switch (shape.uses[k]) {
          case 'id':
            for (let j = 0; j < ID_BYTES; j++) columns.ids[i * ID_BYTES + j] = bytes[at + j] ?? 0;
            break;
          case 'ts':
            addTime(i, bytes, at);
            break;
          case 'writer':
            columns.writerNumbers[i] = digits(bytes, at, end - at);
            break;
          case 'call':
            columns.callNumbers[i] = digits(bytes, at, end - at);
            break;
          case 'session': {
            const name = ascii(bytes, at, end);
            columns.session[i] = sessions.of(name, name) + 1;
            break;
          }
          case 'cause':
            addCause(bytes, at);
            break;
          default:
        }
      }
      columns.causeEnds[i] = causeEnd;
    },
    end: (hashes: Uint8Array): BundleScan => ({
      ...columns,
      hashes,
      facts: facts.all,
      sessions: sessions.all,
      causes: causes.slice(0, causeEnd * HASH),
    }),
  };
}

/** Values by the order in which they came. */
function createNumbering<T>(): { readonly all: T[]; of(key: string, value: T): number } {
  const numbers = new Map<string, number>();
  const all: T[] = [];
  return {
    all,
    of(key, value) {
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, all.length);
      return all.push(value) - 1;
    },
  };
}

function digits(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = at; i < at + length; i++) value = value * 10 + (bytes[i] ?? 0) - 0x30;
  return value;
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const SIXES = new Uint8Array(256);
for (let i = 0; i < LETTERS.length; i++) SIXES[LETTERS.charCodeAt(i)] = i;

/** The 32 bytes of 43 letters of base64url. Another spelling than the one there is of a hash names no leaf: zeros. */
function readHash(bytes: Uint8Array, at: number, into: Uint8Array): void {
  let held = 0;
  let bits = 0;
  let n = 0;
  for (let i = at; i < at + 43; i++) {
    held = ((held << 6) | (SIXES[bytes[i] ?? 0] ?? 0)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    into[n] = (held >> bits) & 0xff;
    n += 1;
  }
  // RFC 4648 §3.5: the two bits that are left over.
  if ((held & 3) !== 0) into.fill(0);
}
