import { toHex } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCompactRange, rootOfEntries } from './compact-range.ts';
import { emptyRoot, leafHash } from './hash.ts';
import { hashReaderFromLeaves, treeRoot } from './prove.ts';

const leaves = Array.from({ length: 300 }, (_, i) => leafHash(Uint8Array.of(i & 255, i >> 8)));

describe('compact range', () => {
  it('[tlog.compact-range] agrees with the tree at every size, also when it is restored on the way', () => {
    let range = createCompactRange();
    for (const [i, leaf] of leaves.entries()) {
      range.append(leaf);
      expect(toHex(range.root())).toBe(toHex(treeRoot(i + 1, hashReaderFromLeaves(leaves.slice(0, i + 1)))));
      if (i % 37 === 0) range = createCompactRange({ size: range.size, frontier: range.frontier() });
    }
    expect(range.size).toBe(300);
  });

  it('[tlog.compact-range] two ways to the same leaves give the same frontier', () => {
    fc.assert(
      fc.property(fc.nat({ max: 300 }), fc.nat({ max: 300 }), (a, b) => {
        const [split, size] = [Math.min(a, b), Math.max(a, b)];
        const straight = createCompactRange();
        for (const leaf of leaves.slice(0, size)) straight.append(leaf);
        const first = createCompactRange();
        for (const leaf of leaves.slice(0, split)) first.append(leaf);
        const second = createCompactRange({ size: first.size, frontier: first.frontier() });
        for (const leaf of leaves.slice(split, size)) second.append(leaf);
        expect(second.frontier().map(toHex)).toEqual(straight.frontier().map(toHex));
      }),
    );
  });

  it('[tlog.compact-range] keeps its own bytes, whatever the caller does with the buffers', () => {
    const buffer = Uint8Array.from(leafHash(Uint8Array.of(1)));
    const range = createCompactRange();
    range.append(buffer);
    const root = toHex(range.root());
    buffer.fill(0);
    range.frontier()[0]?.fill(0);
    range.root().fill(0);
    expect(toHex(range.root())).toBe(root);
  });

  it.each([
    [{ size: 3, frontier: [emptyRoot()] }, 'a tree of 3 leaves has 2 frontier hashes, not 1'],
    [{ size: 1, frontier: [new Uint8Array(31)] }, 'a hash has 32 bytes, not 31'],
    [{ size: -1, frontier: [] }, 'tree size -1 is not a whole number below 2^53'],
    [{ size: 2 ** 53, frontier: [emptyRoot()] }, 'tree size 9007199254740992 is not a whole number below 2^53'],
    [{ size: 0.5, frontier: [] }, 'tree size 0.5 is not a whole number below 2^53'],
  ])('[tlog.compact-range] a state that cannot be one is refused: %#', (state, message) => {
    expect(() => createCompactRange(state)).toThrow(new RangeError(message));
  });

  it('[tlog.rfc6962-hashing] an odd last leaf is never doubled', () => {
    const entries = [1, 2, 3].map((n) => Uint8Array.of(n));
    const doubled = [...entries, Uint8Array.of(3)];
    expect(toHex(rootOfEntries(entries))).not.toBe(toHex(rootOfEntries(doubled)));
    expect(toHex(rootOfEntries([]))).toBe(toHex(emptyRoot()));
  });
});
