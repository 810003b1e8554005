/**
 * The published folder, C2SP tlog-tiles layout: `checkpoint`, `tile/<L>/<N>`, `tile/entries/<N>`, partial tiles in
 * `<N>.p/<W>`. Anyone may serve or copy it as it is.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TileRef } from '@remit/tlog';
import { tilePath } from '@remit/tlog';
import { writeDurablyAsync } from '../files/durable.ts';

const FULL = 256;
const HASH = 32;

/** Reads and writes one published folder. Hash tiles only are cut from wider ones; bundles are read as they are. */
export interface TileFolder {
  /** The file's bytes, undefined when there is none. */
  readExact(tile: TileRef): Uint8Array | undefined;
  /** The first `width` hashes of a hash tile, from its own file or a wider one; undefined when no file holds them. */
  readHashes(tile: TileRef): Uint8Array | undefined;
  /** Writes a tile durably; a full tile replaces its partial ones (tlog-tiles: they may be dropped then). */
  write(tile: TileRef, bytes: Uint8Array): Promise<void>;
  readCheckpoint(): string | undefined;
  writeCheckpoint(note: string): Promise<void>;
}

/** The folder at `root`. Touches nothing until asked. */
export function tileFolder(root: string): TileFolder {
  const pathOf = (tile: TileRef) => join(root, tilePath(tile));
  return {
    readExact: (tile) => read(pathOf(tile)),
    readHashes(tile) {
      const exact = read(pathOf(tile));
      if (exact !== undefined && exact.length === tile.width * HASH) return exact;
      const full = { ...tile, width: FULL };
      for (const width of [FULL, ...partialWidths(`${pathOf(full)}.p`)]) {
        if (width <= tile.width) continue;
        const wider = read(pathOf({ ...tile, width }));
        if (wider?.length === width * HASH) return wider.subarray(0, tile.width * HASH);
      }
      return undefined;
    },
    async write(tile, bytes) {
      const path = pathOf(tile);
      await writeDurablyAsync(path, bytes);
      if (tile.width === FULL) await rm(`${path}.p`, { recursive: true, force: true });
    },
    readCheckpoint: () => readText(join(root, 'checkpoint')),
    writeCheckpoint: (note) => writeDurablyAsync(join(root, 'checkpoint'), Buffer.from(note, 'utf8')),
  };
}

function partialWidths(folder: string): number[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map(Number).filter(Number.isInteger);
}

function read(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

function readText(path: string): string | undefined {
  const bytes = read(path);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}
