/**
 * The right frontier of a growing tree: enough to append and to know the root, at most 53 hashes.
 * RFC 6962 §2.1: split at the largest power of two below the size, so the frontier is the size's binary digits.
 */
import { emptyRoot, HASH_BYTES, leafHash, nodeHash } from './hash.ts';
import { count } from './integer.ts';

/** What a compact range is restored from. `frontier`: roots of the complete subtrees, largest first. */
export interface CompactRangeState {
  readonly size: number;
  readonly frontier: readonly Uint8Array[];
}

/** A tree that only grows, known by its right edge. */
export interface CompactRange {
  /** Number of leaves. */
  readonly size: number;
  /** Adds one leaf hash. The bytes are copied. Throws RangeError when they are not 32. */
  append(leaf: Uint8Array): void;
  /** Root of the tree as it is. */
  root(): Uint8Array;
  /** Roots of the complete subtrees, largest first. */
  frontier(): Uint8Array[];
}

/** A range over nothing, or over an earlier state. Throws RangeError when the state cannot be one. */
export function createCompactRange(state?: CompactRangeState): CompactRange {
  let size = count(state?.size ?? 0, 'tree size');
  const stack: Uint8Array[] = (state?.frontier ?? []).map(copy);
  if (stack.length !== ones(size))
    throw new RangeError(`a tree of ${size} leaves has ${ones(size)} frontier hashes, not ${stack.length}`);
  for (const hash of stack) checkHash(hash);
  return {
    get size() {
      return size;
    },
    append(leaf) {
      checkHash(leaf);
      let hash = copy(leaf);
      // Each trailing one-bit of the size is a complete subtree that the new leaf completes into a larger one.
      for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
        const left = stack.pop();
        if (left === undefined) throw new RangeError('the frontier is shorter than its size says');
        hash = nodeHash(left, hash);
      }
      stack.push(hash);
      size += 1;
    },
    root() {
      const last = stack.at(-1);
      if (last === undefined) return emptyRoot();
      let hash = copy(last);
      for (let i = stack.length - 2; i >= 0; i--) hash = nodeHash(stack[i] ?? hash, hash);
      return hash;
    },
    frontier: () => stack.map(copy),
  };
}

/** Root over entries, for small trees and tests. */
export function rootOfEntries(entries: Iterable<Uint8Array>): Uint8Array {
  const range = createCompactRange();
  for (const entry of entries) range.append(leafHash(entry));
  return range.root();
}

/** Threat: a leaf hash read from a buffer that is used again would change under the tree, and so would a root that a caller writes to. */
function copy(hash: Uint8Array): Uint8Array {
  return new Uint8Array(hash);
}

function checkHash(hash: Uint8Array): void {
  if (hash.length !== HASH_BYTES) throw new RangeError(`a hash has ${HASH_BYTES} bytes, not ${hash.length}`);
}

function ones(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
