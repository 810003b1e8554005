/**
 * Copies a log up to a signed head: every entry is held against the leaf hash that the head was signed over before it is
 * kept, a bundle at a time. What is kept is on disk before the progress says so; after a crash the copy goes on from there.
 */
import type { Result } from '@remit/core';
import { equalBytes, err, ok } from '@remit/core';
import type { TileRef } from '@remit/tlog';
import {
  decodeEntryBundle,
  encodeEntryBundle,
  HASH_BYTES,
  hashReaderFromTiles,
  leafHash,
  TILE_WIDTH,
  tilePath,
  tilesForGrowth,
  treeRoot,
} from '@remit/tlog';
import { type TileRoots, tileContent } from '../../publish/tile-content.ts';
import type { TileFolder } from '../../publish/tile-folder.ts';
import { type CopyProblem, missing, openSignedTiles, type ReadTile } from './signed-tiles.ts';

/** Bundles after which the progress is kept: what is fetched again after a crash. */
const BUNDLES_OF_STEP = 64;

/** How far the copy has come; every record before it is kept. */
export interface CopyProgress {
  readonly size: number;
  /** On disk when it returns. */
  save(size: number): void;
}

/** Brings a copy to a head that continues it. Stops early, without a problem, when `stopped` says so. */
export async function copyLog(deps: {
  readonly read: ReadTile;
  readonly folder: TileFolder;
  readonly progress: CopyProgress;
  readonly head: { readonly size: number; readonly root: Uint8Array };
  readonly stopped: () => boolean;
}): Promise<Result<void, CopyProblem>> {
  const { read, folder, progress, head } = deps;
  if (progress.size >= head.size) return ok(undefined);
  const tiles = await openSignedTiles(read, head);
  if (!tiles.ok) return tiles;
  const roots: TileRoots = new Map();
  const first = Math.floor(progress.size / TILE_WIDTH);
  for (let n = first; n * TILE_WIDTH < head.size; n++) {
    if (deps.stopped()) return ok(undefined);
    const width = Math.min(TILE_WIDTH, head.size - n * TILE_WIDTH);
    const leaves = await tiles.value.leaves(n);
    if (!leaves.ok) return leaves;
    const entries = await readBundle(read, { level: 'entries', n, width }, leaves.value);
    if (!entries.ok) return entries;
    await folder.write({ level: 'entries', n, width }, encodeEntryBundle(entries.value));
    await folder.write({ level: 0, n, width }, leaves.value);
    const end = n * TILE_WIDTH + width;
    if (end < head.size && (n + 1 - first) % BUNDLES_OF_STEP !== 0) continue;
    for (const tile of tilesForGrowth(progress.size, end))
      if (tile.level !== 'entries' && tile.level > 0)
        await folder.write(tile, tileContent(tile, noEntries, folder.readHashes, roots));
    // Invariant: only what gives the signed root counts as copied, as it lies on our disk.
    if (end === head.size && !equalBytes(rootOfCopy(folder, end), head.root))
      throw new Error(`the copy of ${end} records does not give the signed root: its folder was changed`);
    progress.save(end);
  }
  return ok(undefined);
}

/** Root of the first `size` records of a copy, from its own tiles. Throws TlogError `tile.missing`. */
export function rootOfCopy(folder: Pick<TileFolder, 'readHashes'>, size: number): Uint8Array {
  return treeRoot(size, hashReaderFromTiles(folder.readHashes, size));
}

/** The entries of a bundle, each held against its leaf hash. */
async function readBundle(
  read: ReadTile,
  tile: TileRef & { readonly level: 'entries' },
  leaves: Uint8Array,
): Promise<Result<Uint8Array[], CopyProblem>> {
  const exact = await read(tile);
  const bytes = exact ?? (tile.width === TILE_WIDTH ? undefined : await read({ ...tile, width: TILE_WIDTH }));
  if (bytes === undefined) return err(missing(tile));
  const entries = decodeEntryBundle(bytes)?.slice(0, tile.width) ?? [];
  const path = tilePath(tile);
  for (let i = 0; i < tile.width; i++) {
    const entry = entries[i];
    const leaf = leaves.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
    if (entry !== undefined && equalBytes(leafHash(entry), leaf)) continue;
    const record = tile.n * TILE_WIDTH + i;
    const says =
      entry === undefined
        ? `${path} ends before record ${record}`
        : `record ${record} in ${path} is not the one that the signed head was made over`;
    return err({ kind: 'altered', path, record, says, leaf, ...(entry === undefined ? {} : { served: entry }) });
  }
  return ok(entries);
}

function noEntries(): never {
  throw new Error('higher tiles are made from the tiles below them');
}
