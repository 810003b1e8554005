/** Identities of events in memory: a hash table over one buffer, without an object for each event. */
import { IDENTITY_BYTES, KEY_BYTES } from './identity.ts';

/** Most identities that a table holds: 3 MiB of them. */
export const TABLE_EVENTS = 131_072;
const PLACES = TABLE_EVENTS * 2;

/** See the module header. */
export interface KeyTable {
  readonly size: number;
  /** Adds the identity at `at`; or tells where the one with the same key stands in {@link KeyTable.bytes}. */
  add(from: Buffer, at: number): number | undefined;
  /** Identities in the order of adding. */
  readonly bytes: Buffer;
  /** A copy by rising key, as far as its first four bytes tell: enough to write each page of a database once. */
  sorted(): Buffer;
  /** Takes the one that was added last out again. */
  undo(): void;
  clear(): void;
}

/** An empty table. */
export function createKeyTable(): KeyTable {
  const bytes = Buffer.alloc(TABLE_EVENTS * IDENTITY_BYTES);
  // 1 + number of the identity; 0 is free. Keys are digests, so their first bytes are as good as any hash of them.
  const places = new Int32Array(PLACES);
  let size = 0;
  let last = 0;

  return {
    get size() {
      return size;
    },
    bytes,
    add(from, at) {
      let place = from.readUInt32LE(at) & (PLACES - 1);
      for (let held = places[place] ?? 0; held !== 0; held = places[place] ?? 0) {
        const there = (held - 1) * IDENTITY_BYTES;
        if (bytes.compare(from, at, at + KEY_BYTES, there, there + KEY_BYTES) === 0) return there;
        place = (place + 1) & (PLACES - 1);
      }
      if (size === TABLE_EVENTS) throw new RangeError('the table is full');
      from.copy(bytes, size * IDENTITY_BYTES, at, at + IDENTITY_BYTES);
      size += 1;
      places[place] = size;
      last = place;
      return undefined;
    },
    sorted() {
      // 32 bits of the key above 20 of the number: exact in a double.
      const order = new Float64Array(size);
      for (let i = 0; i < size; i++) order[i] = bytes.readUInt32BE(i * IDENTITY_BYTES) * 2 ** 20 + i;
      order.sort();
      const sorted = Buffer.allocUnsafe(size * IDENTITY_BYTES);
      for (let i = 0; i < size; i++) {
        const from = ((order[i] ?? 0) % 2 ** 20) * IDENTITY_BYTES;
        bytes.copy(sorted, i * IDENTITY_BYTES, from, from + IDENTITY_BYTES);
      }
      return sorted;
    },
    undo() {
      // Linear probing stays whole: nothing was put behind the last place yet.
      places[last] = 0;
      size -= 1;
    },
    clear() {
      places.fill(0);
      size = 0;
    },
  };
}
