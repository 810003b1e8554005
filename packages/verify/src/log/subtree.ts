/** Hashes of the complete subtrees over a run of leaves (RFC 6962 §2.1): leaves first, then by rising level. */
import { sha256 } from '@remit/core';
import type { PlacedEntries } from './placed-entries.ts';

const HASH = 32;
const LEAF_PREFIX = 0;
const NODE_PREFIX = 1;

/** Number of complete subtrees of every height over `count` leaves from a multiple of a power of two above it. */
export function subtreeCount(count: number): number {
  let sum = 0;
  for (let width = count; width > 0; width >>= 1) sum += width;
  return sum;
}

/** The hashes over entries. Writes the prefix of a leaf before each of them. */
export function subtreeHashes({ bytes, places }: PlacedEntries): Uint8Array {
  const count = places.length / 2;
  const hashes = new Uint8Array(subtreeCount(count) * HASH);
  for (let i = 0; i < count; i++) {
    const start = places[2 * i] ?? 1;
    // SHA-256(0x00 || entry), without a copy of the entry.
    bytes[start - 1] = LEAF_PREFIX;
    hashes.set(sha256(bytes.subarray(start - 1, places[2 * i + 1])), i * HASH);
  }
  let below = 0;
  for (let width = count; width > 1; width >>= 1) {
    hashPairs(hashes, below, width >> 1, hashes.subarray((below + width) * HASH));
    below += width;
  }
  return hashes;
}

const pair = new Uint8Array(1 + 2 * HASH);
pair[0] = NODE_PREFIX;

/** SHA-256(0x01 || left || right) of so many pairs, which begin with hash number `first` of `from`. */
export function hashPairs(from: Uint8Array, first: number, pairs: number, into: Uint8Array): void {
  for (let i = 0; i < pairs; i++) {
    const at = (first + 2 * i) * HASH;
    pair.set(from.subarray(at, at + 2 * HASH), 1);
    into.set(sha256(pair), i * HASH);
  }
}
