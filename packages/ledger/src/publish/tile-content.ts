/** What belongs into a tile, computed from the log's entries. */
import { concatBytes } from '@remit/core';
import type { TileRef } from '@remit/tlog';
import { createCompactRange, encodeEntryBundle, leafHash, tilePath, tilesForGrowth } from '@remit/tlog';

const FULL = 256;
const HASH = 32;

/** Entries `first` to `end` (exclusive) in order. */
export type ReadEntries = (first: number, end: number) => Iterable<{ readonly entry: Uint8Array }>;

/** Roots of full tiles by path. A full tile never changes, and a higher tile needs the roots of up to 256 below it. */
export type TileRoots = Map<string, Uint8Array>;

/** Most roots that are kept: what one tile of level 1 and one of level 2 need. */
const MAX_ROOTS = 512;

/**
 * Content of a tile. Higher levels are computed from the full tiles below, which `readHashes` gives, or from `roots`,
 * which is filled here; without it every publication would hash up to 65,536 leaves again.
 */
export function tileContent(
  tile: TileRef,
  readEntries: ReadEntries,
  readHashes: (tile: TileRef) => Uint8Array | undefined,
  roots: TileRoots = new Map(),
): Uint8Array {
  const first = tile.n * FULL;
  if (tile.level === 'entries')
    return encodeEntryBundle([...readEntries(first, first + tile.width)].map(({ entry }) => entry));
  if (tile.level === 0)
    return concatBytes(...[...readEntries(first, first + tile.width)].map(({ entry }) => leafHash(entry)));
  const below = tile.level - 1;
  return concatBytes(
    ...Array.from({ length: tile.width }, (_, i) => {
      const lower = { level: below, n: first + i, width: FULL };
      const path = tilePath(lower);
      const known = roots.get(path);
      if (known !== undefined) return known;
      const root = rootOfFullTile(readHashes(lower) ?? tileContent(lower, readEntries, readHashes, roots));
      if (roots.size >= MAX_ROOTS) roots.clear();
      roots.set(path, root);
      return root;
    }),
  );
}

function rootOfFullTile(hashes: Uint8Array): Uint8Array {
  const range = createCompactRange();
  for (let at = 0; at < hashes.length; at += HASH) range.append(hashes.subarray(at, at + HASH));
  return range.root();
}

/**
 * The tiles that a log of `size` must serve: all full ones, and for each size in `checkpoints` (rising, the last is
 * `size`) the partial ones that no full tile has replaced. In an order in which lower tiles come first.
 */
export function tilesOf(size: number, checkpoints: readonly number[]): TileRef[] {
  const full = tilesForGrowth(0, size).filter((tile) => tile.width === FULL);
  const partial: TileRef[] = [];
  let last = 0;
  for (const at of checkpoints) {
    for (const tile of tilesForGrowth(last, at)) if (tile.width < FULL && !isReplaced(tile, size)) partial.push(tile);
    last = at;
  }
  return [...full, ...partial].sort((a, b) => height(a) - height(b));
}

function height(tile: TileRef): number {
  return tile.level === 'entries' ? -1 : tile.level;
}

/** True when the full tile of the same place exists in a log of `size`. */
function isReplaced(tile: TileRef, size: number): boolean {
  const leaves = FULL ** (tile.level === 'entries' ? 1 : tile.level + 1);
  return (tile.n + 1) * leaves <= size;
}
