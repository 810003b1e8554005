/**
 * Tiles of somebody else's log, none of them believed before it hashes to its place under a signed head (C2SP tlog-tiles,
 * RFC 6962 §2.1). The partial tiles at the right edge give the root together; every full tile has its hash in the tile above.
 *
 * Memory: the right edge, and one tile for each level. Threat: sizes and bytes come from the log. Nothing is allocated by them.
 */
import type { Result } from '@remit/core';
import { equalBytes, err, ok } from '@remit/core';
import type { TileRef } from '@remit/tlog';
import { createCompactRange, HASH_BYTES, hashReaderFromTiles, TILE_WIDTH, tilePath, treeRoot } from '@remit/tlog';

/** Where the files of a log are read. Undefined: it is not there. Rejects when the place does not answer. */
export type ReadTile = (tile: TileRef) => Promise<Uint8Array | undefined>;

/** Why a log cannot be copied: something is missing, or is not what the head was signed over. */
export interface CopyProblem {
  readonly kind: 'missing' | 'altered';
  /** Path of the file under the log's address. */
  readonly path: string;
  /** The first record that is wrong, or that the file should hold. */
  readonly record: number;
  readonly says: string;
  /** The entry that was served in place of that record, and the leaf hash that the signed tree has there. */
  readonly served?: Uint8Array;
  readonly leaf?: Uint8Array;
}

/** The tiles under one head. */
export interface SignedTiles {
  /** The leaf hashes of bundle `n`, as the head was signed over them. */
  leaves(n: number): Promise<Result<Uint8Array, CopyProblem>>;
}

/** Fetches the right edge and holds it against the root. */
export async function openSignedTiles(
  read: ReadTile,
  head: { readonly size: number; readonly root: Uint8Array },
): Promise<Result<SignedTiles, CopyProblem>> {
  const edge = new Map<string, Uint8Array>();
  for (let level = 0, nodes = head.size; nodes > 0; level++, nodes = Math.floor(nodes / TILE_WIDTH)) {
    if (nodes % TILE_WIDTH === 0) continue;
    const tile: TileRef = { level, n: Math.floor(nodes / TILE_WIDTH), width: nodes % TILE_WIDTH };
    const bytes = await readHashes(read, tile);
    if (!bytes.ok) return bytes;
    edge.set(tilePath(tile), bytes.value);
  }
  const root = treeRoot(
    head.size,
    hashReaderFromTiles((tile) => edge.get(tilePath(tile)), head.size),
  );
  if (!equalBytes(root, head.root)) {
    const last = { level: 0, n: Math.floor((head.size - 1) / TILE_WIDTH), width: TILE_WIDTH };
    return err({
      kind: 'altered',
      path: [...edge.keys()].join(' '),
      record: last.n * TILE_WIDTH,
      says: `the hash tiles at the end of the log do not give the root that its head of size ${head.size} was signed over`,
    });
  }

  const kept = new Map<number, { readonly n: number; readonly bytes: Uint8Array }>();
  const hashes = async (level: number, n: number): Promise<Result<Uint8Array, CopyProblem>> => {
    const nodes = Math.floor(head.size / TILE_WIDTH ** level);
    const tile: TileRef = { level, n, width: Math.min(TILE_WIDTH, nodes - n * TILE_WIDTH) };
    const known = kept.get(level);
    const held = known?.n === n ? known.bytes : edge.get(tilePath(tile));
    if (held !== undefined) return ok(held);
    const above = await hashes(level + 1, Math.floor(n / TILE_WIDTH));
    if (!above.ok) return above;
    const bytes = await readHashes(read, tile);
    if (!bytes.ok) return bytes;
    const at = (n % TILE_WIDTH) * HASH_BYTES;
    if (!equalBytes(rootOfTile(bytes.value), above.value.subarray(at, at + HASH_BYTES)))
      return err({
        kind: 'altered',
        path: tilePath(tile),
        record: firstOf(tile),
        says: `${tilePath(tile)} does not hash to its place under the signed head of size ${head.size}`,
      });
    kept.set(level, { n, bytes: bytes.value });
    return bytes;
  };
  return ok({ leaves: (n) => hashes(0, n) });
}

/** A hash tile, also from the full one that has replaced it. */
async function readHashes(read: ReadTile, tile: TileRef): Promise<Result<Uint8Array, CopyProblem>> {
  const exact = await read(tile);
  const bytes = exact ?? (tile.width === TILE_WIDTH ? undefined : await read({ ...tile, width: TILE_WIDTH }));
  if (bytes === undefined) return err(missing(tile));
  if (bytes.length < tile.width * HASH_BYTES || bytes.length % HASH_BYTES !== 0)
    return err({
      kind: 'altered',
      path: tilePath(tile),
      record: firstOf(tile),
      says: `${tilePath(tile)} has ${bytes.length} bytes, not ${tile.width * HASH_BYTES}`,
    });
  return ok(bytes.subarray(0, tile.width * HASH_BYTES));
}

/** A file that the log must serve and does not. */
export function missing(tile: TileRef): CopyProblem {
  return {
    kind: 'missing',
    path: tilePath(tile),
    record: firstOf(tile),
    says: `${tilePath(tile)} is not served, so record ${firstOf(tile)} and later ones cannot be copied`,
  };
}

function firstOf({ level, n }: TileRef): number {
  return n * TILE_WIDTH ** (level === 'entries' ? 1 : level + 1);
}

function rootOfTile(hashes: Uint8Array): Uint8Array {
  const range = createCompactRange();
  for (let at = 0; at < hashes.length; at += HASH_BYTES) range.append(hashes.subarray(at, at + HASH_BYTES));
  return range.root();
}
