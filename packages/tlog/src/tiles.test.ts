import { readFileSync } from 'node:fs';
import { toHex, utf8 } from '@remit/core';
import { sharedFolder } from '@remit/testing/shared-data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEntryBundle, encodeEntryBundle, MAX_ENTRY_LENGTH } from './entry-bundle.ts';
import { leafHash } from './hash.ts';
import type { HashReader } from './prove.ts';
import { consistencyProof, hashReaderFromLeaves, inclusionProof, treeRoot } from './prove.ts';
import type { TileRef } from './tiles.ts';
import { encodeHashTile, hashReaderFromTiles, parseTilePath, tilePath, tilesForGrowth, tilesOfTree } from './tiles.ts';

const examples = sharedFolder('vectors', 'c2sp', 'examples.json');

/** Writes the hash tiles that growth asks for into a map by path, as a publisher does. */
function write(tiles: Map<string, Uint8Array>, refs: readonly TileRef[], read: HashReader): void {
  for (const ref of refs)
    if (ref.level !== 'entries') tiles.set(tilePath(ref), encodeHashTile({ ...ref, level: ref.level }, read));
}

describe('tiles', () => {
  it.skipIf(examples === undefined)(
    '[tlog.tiles] the paths and widths printed in the specification (skipped without ../shared/vectors)',
    () => {
      // Shape: a file of known content; a changed one fails the assertions.
      const c2sp = JSON.parse(readFileSync(examples ?? '', 'utf8')) as {
        tilePaths: { level: number; index: string; path: string }[];
        partialWidths: { size: string; level: number; full: number; partial: number }[];
      };
      for (const t of c2sp.tilePaths) {
        expect(tilePath({ level: t.level, n: Number(t.index), width: 256 })).toBe(t.path);
        expect(parseTilePath(t.path)).toEqual({ level: t.level, n: Number(t.index), width: 256 });
      }
      for (const w of c2sp.partialWidths) {
        const at = tilesOfTree(Number(w.size)).filter((t) => t.level === w.level);
        const found = [at.filter((t) => t.width === 256).length, at.find((t) => t.width < 256)?.width ?? 0];
        expect(found).toEqual([w.full, w.partial]);
      }
      console.log(`C2SP tile paths ${c2sp.tilePaths.length}, widths ${c2sp.partialWidths.length}`);
    },
  );

  it('[tlog.tiles] paths round trip', () => {
    const level = fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const));
    const n = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(0, 999, 1000, 999_999, 1_000_000));
    fc.assert(
      fc.property(level, n, fc.integer({ min: 1, max: 256 }), (l, index, width) => {
        const tile: TileRef = { level: l, n: index, width };
        expect(parseTilePath(tilePath(tile))).toEqual(tile);
      }),
    );
  });

  it('[tlog.tiles] a path is read only as it is written', () => {
    const part = fc.constantFrom(
      'tile',
      '/',
      '0',
      '63',
      '64',
      'entries',
      'x001',
      '000',
      '067',
      '.p/',
      '1',
      '256',
      '..',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part).map((p) => p.join('')),
        ),
        (path) => {
          const tile = parseTilePath(path);
          expect(tile === undefined ? path : tilePath(tile)).toBe(path);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each([
    'tile/0/0',
    'tile/00/000',
    'tile/0/000.p/256',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/x000/001',
    'tile/0/001/x002',
    'tile/64/000',
    'tile/-1/000',
    '../tile/0/000',
    '/tile/0/000',
    'tile/0/000/',
    'tile/0/000\n',
    'tile/0/x999/x999/x999/x999/x999/999',
    'tile/entries/000.p/',
  ])('[tlog.tiles] %j is no tile path', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  it.each([
    { level: 64, n: 0, width: 1 },
    { level: 0, n: -1, width: 1 },
    { level: 0, n: 0, width: 257 },
    { level: 0, n: 0, width: 0 },
    { level: 0.5, n: 0, width: 1 },
    { level: 0, n: 2 ** 53, width: 1 },
  ])('[tlog.tiles] %j has no path', (tile) => {
    expect(() => tilePath(tile)).toThrow(RangeError);
  });

  it('[tlog.tiles] growth names every tile that the larger tree needs and the smaller one lacks', () => {
    fc.assert(
      fc.property(fc.nat({ max: 70_000 }), fc.nat({ max: 70_000 }), (a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        const had = new Set(tilesOfTree(small).map(tilePath));
        const grown = tilesForGrowth(small, large).map(tilePath);
        const missing = tilesOfTree(large)
          .map(tilePath)
          .filter((path) => !had.has(path));
        expect(missing.filter((path) => !grown.includes(path))).toEqual([]);
        // Nothing that is complete already is written again.
        expect(grown.filter((path) => had.has(path))).toEqual([]);
        expect(new Set(grown).size).toBe(grown.length);
      }),
      { numRuns: 30 },
    );
    expect(() => tilesForGrowth(2, 1)).toThrow(new RangeError('a tree does not grow from 2 to 1'));
  });

  it('[tlog.tiles] every published size can be proved from the tiles that growth wrote', () => {
    const leaves = Array.from({ length: 1200 }, (_, i) => leafHash(utf8(`entry ${i}`)));
    const whole = hashReaderFromLeaves(leaves);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 1200 }), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        (at, i) => {
          const tiles = new Map<string, Uint8Array>();
          const sizes = at.toSorted((a, b) => a - b);
          for (const [step, size] of sizes.entries())
            write(tiles, tilesForGrowth(sizes[step - 1] ?? 0, size), hashReaderFromLeaves(leaves.slice(0, size)));
          for (const [step, size] of sizes.entries()) {
            const read = hashReaderFromTiles((t) => tiles.get(tilePath(t)), size);
            const old = sizes[step - 1] ?? size;
            expect(toHex(treeRoot(size, read))).toBe(toHex(treeRoot(size, whole)));
            expect(inclusionProof(i % size, size, read).map(toHex)).toEqual(
              inclusionProof(i % size, size, whole).map(toHex),
            );
            expect(consistencyProof(old, size, read).map(toHex)).toEqual(consistencyProof(old, size, whole).map(toHex));
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('[tlog.tiles] a tree over three tile levels is read back exactly', () => {
    const leaves = Array.from({ length: 65_793 }, (_, i) => leafHash(utf8(String(i))));
    const whole = hashReaderFromLeaves(leaves);
    const tiles = new Map<string, Uint8Array>();
    write(tiles, tilesOfTree(65_793), whole);
    const read = hashReaderFromTiles((t) => tiles.get(tilePath(t)), 65_793);
    expect(toHex(treeRoot(65_793, read))).toBe(toHex(treeRoot(65_793, whole)));
    for (const index of [0, 255, 256, 65_535, 65_536, 65_791, 65_792])
      expect(inclusionProof(index, 65_793, read).map(toHex)).toEqual(inclusionProof(index, 65_793, whole).map(toHex));
  });

  it('[tlog.tiles] a missing or cut tile is an error that says what to do', () => {
    const whole = hashReaderFromLeaves(Array.from({ length: 300 }, (_, i) => leafHash(utf8(`entry ${i}`))));
    const missing = hashReaderFromTiles(() => undefined, 300);
    expect(() => treeRoot(300, missing)).toThrow(
      expect.objectContaining({ code: 'tile.missing', message: expect.stringContaining('tile/1/000.p/1') as string }),
    );
    const cut = hashReaderFromTiles((t) => encodeHashTile({ ...t, level: 0 }, whole).subarray(1), 300);
    expect(() => cut(0, 3)).toThrow(expect.objectContaining({ code: 'tile.missing' }));
    expect(() => cut(0, 300)).toThrow(new RangeError('no complete subtree 300 at level 0 in a tree of 300'));
    expect(() => cut(8, 1)).toThrow(new RangeError('no complete subtree 1 at level 8 in a tree of 300'));
  });
});

describe('entry bundles', () => {
  it('[tlog.tiles] entries round trip, and bytes are read only as they are written', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }), (entries) => {
        expect(decodeEntryBundle(encodeEntryBundle(entries))?.map(toHex)).toEqual(entries.map(toHex));
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const entries = decodeEntryBundle(bytes);
        expect(toHex(entries === undefined ? bytes : encodeEntryBundle(entries))).toBe(toHex(bytes));
      }),
    );
    expect(decodeEntryBundle(Uint8Array.of(0))).toBeUndefined();
    expect(decodeEntryBundle(Uint8Array.of(0, 2, 65))).toBeUndefined();
  });

  it('[tlog.tiles] the longest entry fits, one byte more does not', () => {
    const longest = encodeEntryBundle([new Uint8Array(MAX_ENTRY_LENGTH)]);
    expect(decodeEntryBundle(longest)?.map((entry) => entry.length)).toEqual([65_535]);
    expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow(
      new RangeError('an entry has 65536 bytes; at most 65535 fit'),
    );
  });
});
