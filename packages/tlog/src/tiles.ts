/** C2SP tlog-tiles: where tiles lie, which ones a growing tree needs, and reading hashes back from them. */
import { tlogError } from './errors.ts';
import { HASH_BYTES, nodeHash } from './hash.ts';
import { count } from './integer.ts';
import type { HashReader } from './prove.ts';

/** Hashes or entries in a full tile. */
export const TILE_WIDTH = 256;
/** Tree levels that one tile level spans: 2^8 = 256. */
const TILE_HEIGHT = 8;

/** One tile. `width` 256 is a full tile, 1 to 255 a partial one. */
export interface TileRef {
  readonly level: number | 'entries';
  readonly n: number;
  readonly width: number;
}

/** Path under the log's prefix, such as `tile/0/x001/x234/067` or `tile/entries/000.p/5`. Throws RangeError when there is no such tile. */
export function tilePath(tile: TileRef): string {
  if (!isTile(tile)) throw new RangeError(`no tile of level ${tile.level}, index ${tile.n}, width ${tile.width}`);
  let rest = tile.n;
  let path = String(rest % 1000).padStart(3, '0');
  while (rest >= 1000) {
    rest = Math.floor(rest / 1000);
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
  }
  return `tile/${tile.level}/${path}${tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`}`;
}

const PATH = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** The tile of a path, or undefined when the path is not exactly how {@link tilePath} writes one. */
export function parseTilePath(path: string): TileRef | undefined {
  const match = PATH.exec(path);
  if (match === null) return undefined;
  const n = Number((match[2] ?? '').replaceAll(/[x/]/g, ''));
  const width = match[3] === undefined ? TILE_WIDTH : Number(match[3]);
  const level = match[1] === 'entries' ? ('entries' as const) : Number(match[1]);
  const tile: TileRef = { level, n, width };
  return isTile(tile) && tilePath(tile) === path ? tile : undefined;
}

// tlog-tiles: levels 0 to 63, widths 1 to 256.
function isTile({ level, n, width }: TileRef): boolean {
  if (level !== 'entries' && !(Number.isInteger(level) && level >= 0 && level <= 63)) return false;
  return Number.isSafeInteger(n) && n >= 0 && Number.isInteger(width) && width >= 1 && width <= TILE_WIDTH;
}

/** All tiles of a tree of `size`: full ones and the partial ones at its right edge. */
export function tilesOfTree(size: number): TileRef[] {
  return tilesForGrowth(0, size);
}

/** Tiles that a tree grown from `oldSize` to `newSize` must have written: bundles first, then hashes by rising level. */
export function tilesForGrowth(oldSize: number, newSize: number): TileRef[] {
  if (count(oldSize, 'tree size') > count(newSize, 'tree size'))
    throw new RangeError(`a tree does not grow from ${oldSize} to ${newSize}`);
  const refs: TileRef[] = growthAt('entries', oldSize, newSize);
  let before = oldSize;
  let after = newSize;
  for (let level = 0; after > 0; level++) {
    refs.push(...growthAt(level, before, after));
    // A partial tile is never hashed into the level above.
    before = Math.floor(before / TILE_WIDTH);
    after = Math.floor(after / TILE_WIDTH);
  }
  return refs;
}

function growthAt(level: TileRef['level'], before: number, after: number): TileRef[] {
  const refs: TileRef[] = [];
  if (before === after) return refs;
  for (let n = Math.floor(before / TILE_WIDTH); n * TILE_WIDTH < after; n++)
    refs.push({ level, n, width: Math.min(TILE_WIDTH, after - n * TILE_WIDTH) });
  return refs;
}

/** Bytes of a hash tile, computed from the tree's own hashes. */
export function encodeHashTile(tile: TileRef & { readonly level: number }, read: HashReader): Uint8Array {
  const out = new Uint8Array(tile.width * HASH_BYTES);
  for (let i = 0; i < tile.width; i++) out.set(read(tile.level * TILE_HEIGHT, tile.n * TILE_WIDTH + i), i * HASH_BYTES);
  return out;
}

/**
 * Reads subtree hashes from the tiles of a tree of `size`. `readTile` gets the widest tile that the tree has at that
 * place. The reader throws TlogError `tile.missing` when that tile is missing or has another length, and RangeError for
 * a subtree that is not complete in the tree.
 */
export function hashReaderFromTiles(readTile: (tile: TileRef) => Uint8Array | undefined, size: number): HashReader {
  count(size, 'tree size');
  return (level, index) => {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const within = level % TILE_HEIGHT;
    const first = index * 2 ** within;
    const n = Math.floor(first / TILE_WIDTH);
    const nodes = Math.floor(size / TILE_WIDTH ** tileLevel);
    const tile: TileRef = { level: tileLevel, n, width: Math.min(TILE_WIDTH, nodes - n * TILE_WIDTH) };
    const start = first - n * TILE_WIDTH;
    if (start + 2 ** within > tile.width)
      throw new RangeError(`no complete subtree ${index} at level ${level} in a tree of ${size}`);
    const bytes = readTile(tile);
    if (bytes?.length !== tile.width * HASH_BYTES) throw tlogError('tile.missing', tilePath(tile));
    return foldTile(bytes, start, 2 ** within);
  };
}

function foldTile(bytes: Uint8Array, start: number, count: number): Uint8Array {
  if (count === 1) return bytes.slice(start * HASH_BYTES, (start + 1) * HASH_BYTES);
  const half = count / 2;
  return nodeHash(foldTile(bytes, start, half), foldTile(bytes, start + half, half));
}
