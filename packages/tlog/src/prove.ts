/** Makes roots and proofs from stored hashes (RFC 6962 §2.1, §2.1.1, §2.1.2). */
import { emptyRoot, nodeHash } from './hash.ts';
import { count } from './integer.ts';

/** Hash of the complete subtree number `index` of height `level`; level 0 are leaf hashes. Throws when it is missing. */
export type HashReader = (level: number, index: number) => Uint8Array;

/** Root of the first `size` leaves. */
export function treeRoot(size: number, read: HashReader): Uint8Array {
  return count(size, 'tree size') === 0 ? emptyRoot() : rangeHash(0, size, read);
}

/** Inclusion proof of leaf `index` in the tree of `size`: leaf's sibling first. */
export function inclusionProof(index: number, size: number, read: HashReader): Uint8Array[] {
  if (count(index, 'leaf index') >= count(size, 'tree size'))
    throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  return pathTo(index, 0, size, read);
}

/** Consistency proof from `size1` to `size2`; empty when they are equal. */
export function consistencyProof(size1: number, size2: number, read: HashReader): Uint8Array[] {
  if (count(size1, 'tree size') === 0 || size1 > count(size2, 'tree size'))
    throw new RangeError(`no consistency proof from ${size1} to ${size2}`);
  return size1 === size2 ? [] : subproof(size1, 0, size2, true, read);
}

/** A reader over all leaf hashes in memory. */
export function hashReaderFromLeaves(leaves: readonly Uint8Array[]): HashReader {
  const levels: Uint8Array[][] = [[...leaves]];
  for (let below = levels[0] ?? []; below.length > 1; ) {
    const above: Uint8Array[] = [];
    for (let i = 0; i + 1 < below.length; i += 2)
      above.push(nodeHash(below[i] ?? emptyRoot(), below[i + 1] ?? emptyRoot()));
    levels.push(above);
    below = above;
  }
  return (level, index) => {
    const hash = levels[level]?.[index];
    if (hash === undefined) throw new RangeError(`no complete subtree ${index} at level ${level}`);
    return hash;
  };
}

/** Hash of leaves `start` to `end` (exclusive), where `start` is where the tree's own split put it. */
function rangeHash(start: number, end: number, read: HashReader): Uint8Array {
  const width = end - start;
  const level = Math.floor(Math.log2(width));
  if (2 ** level === width) return read(level, start / width);
  const split = largestPowerBelow(width);
  return nodeHash(rangeHash(start, start + split, read), rangeHash(start + split, end, read));
}

function pathTo(index: number, start: number, end: number, read: HashReader): Uint8Array[] {
  if (end - start === 1) return [];
  const middle = start + largestPowerBelow(end - start);
  return index < middle
    ? [...pathTo(index, start, middle, read), rangeHash(middle, end, read)]
    : [...pathTo(index, middle, end, read), rangeHash(start, middle, read)];
}

/** RFC 6962 §2.1.2 SUBPROOF. `whole`: the old tree is exactly this subtree so far, so its hash is known to the reader of the proof. */
function subproof(size1: number, start: number, end: number, whole: boolean, read: HashReader): Uint8Array[] {
  if (start + size1 === end) return whole ? [] : [rangeHash(start, end, read)];
  const split = largestPowerBelow(end - start);
  const middle = start + split;
  return size1 <= split
    ? [...subproof(size1, start, middle, whole, read), rangeHash(middle, end, read)]
    : [...subproof(size1 - split, middle, end, false, read), rangeHash(start, middle, read)];
}

/** Largest power of two smaller than n, for n > 1. Multiplication, because shifts stop at 32 bits. */
function largestPowerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}
