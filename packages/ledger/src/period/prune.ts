/**
 * Prunes an ended log (C2SP tlog-tiles, "Pruning"): its tiles, entry bundles and stored records below the minimum index go,
 * its last head stays. Proofs and packs that were made before stay valid: they bring what they need.
 *
 * A log is ended for each period so that it can be pruned as a whole. Whether it may be is the caller's: a declared policy,
 * its least retention, holds. Here: nothing is pruned that still holds sealed content, because that is what erasures are for.
 */
import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { parseTilePath, tilePath, tilesForGrowth } from '@remit/tlog';
import { closeAfterWriting, openForWriting } from '../db/open-database.ts';
import { fsyncFolder, makeFolder } from '../files/durable.ts';
import { lockFile } from '../files/folder-lock.ts';
import { layoutOf } from '../files/layout.ts';
import { type BucketPlace, s3Objects } from '../publish/s3-objects.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import { tilesPrefix } from '../reader/tiles-prefix.ts';
import type { StorePlace } from '../types.ts';
import { compact } from '../vault/compact.ts';
import { tileEnd, writeMinimumIndex } from './minimum-index.ts';

/** What was pruned. */
export interface Pruned {
  /** The minimum index: the size of the log. */
  readonly min: number;
  readonly files: number;
  readonly records: number;
}

/**
 * Prunes the ended log in `dir`; `store`: its place (endedStore). Safe to repeat after a crash. The error says why not.
 * Rejects when a database or a bucket cannot be reached.
 */
export async function pruneLog(dir: string, origin: string, store?: StorePlace): Promise<Result<Pruned, string>> {
  const layout = layoutOf(dir);
  const reader = openLedgerReader(dir, store);
  const size = reader.latestCheckpoint()?.size ?? 0;
  const sizes = [...reader.checkpoints()].map((checkpoint) => checkpoint.size);
  const sealed = [...reader.sealed()].length;
  const unsigned = reader.size() > size;
  reader.close();
  if (size === 0 || unsigned) return err('The end of the log is not signed.');
  if (sealed > 0)
    return err(`${sealed} records still hold sealed content: erase it first, with \`remit retention run\`.`);
  const bucket =
    store?.tiles === undefined
      ? undefined
      : { ...store.tiles, prefix: store.tiles.prefix + tilesPrefix(layout, store) };
  const held = await holdRows(dir, origin, store);
  if (!held.ok) return held;
  const rows = held.value;
  try {
    // From here on nobody expects the files to be there.
    makeFolder(layout.logFolder);
    writeMinimumIndex(layout.logFolder, size);
    const published = bucket === undefined ? 0 : await removeObjects(bucket, size, sizes);
    const files = published + removeTiles(layout.logFolder, size);
    return ok({ min: size, files, records: await rows.remove(size) });
  } finally {
    await rows.release();
  }
}

/** The rows of an ended log that nobody else works on. */
interface HeldRows {
  /** Removes those below the index; answers how many. */
  remove(end: number): Promise<number>;
  release(): Promise<void>;
}

async function holdRows(dir: string, origin: string, store: StorePlace | undefined): Promise<Result<HeldRows, string>> {
  if (store?.kind === 'postgres') {
    // Loaded only when wanted: it brings the driver with it.
    const { holdPostgresRows } = await import('./postgres-prune.ts');
    return holdPostgresRows(store.url, origin);
  }
  const layout = layoutOf(dir);
  const lock = lockFile(join(layout.ledgerFolder, 'lock.sqlite'));
  if (lock === undefined) return err('The log is in use.');
  const opened = openForWriting(layout.database, origin);
  if (!opened.ok) {
    lock.release();
    return err(opened.error.detail);
  }
  const db = opened.value;
  return ok({
    remove(end) {
      const removed = db.prepare<[number]>('DELETE FROM entry WHERE idx < ?').run(end).changes;
      compact(db);
      return Promise.resolve(removed);
    },
    release() {
      closeAfterWriting(db);
      lock.release();
      return Promise.resolve();
    },
  });
}

/** Removes what was published for any head up to `min`. The checkpoint stays. */
async function removeObjects(bucket: BucketPlace, min: number, sizes: readonly number[]): Promise<number> {
  const objects = s3Objects(bucket);
  let removed = 0;
  try {
    let last = 0;
    for (const at of sizes) {
      // Also partial ones that a full one has replaced: a bucket keeps them.
      for (const tile of tilesForGrowth(last, at)) {
        if (tileEnd(tile) > min) continue;
        await objects.remove(tilePath(tile));
        removed += 1;
      }
      last = at;
    }
  } finally {
    objects.close();
  }
  return removed;
}

/** Removes tiles and bundles that end at or below the index, and the folders that are empty then. */
function removeTiles(logFolder: string, min: number): number {
  const tiles = join(logFolder, 'tile');
  if (!existsSync(tiles)) return 0;
  let removed = 0;
  const folders = new Set<string>();
  for (const name of readdirSync(tiles, { recursive: true, encoding: 'utf8' })) {
    const path = join(tiles, name);
    if (!statSync(path).isFile()) continue;
    const tile = parseTilePath(relative(logFolder, path).split(sep).join('/'));
    if (tile === undefined || tileEnd(tile) > min) continue;
    rmSync(path);
    folders.add(dirname(path));
    removed += 1;
  }
  for (const folder of folders) removeEmpty(folder, logFolder);
  fsyncFolder(logFolder);
  return removed;
}

function removeEmpty(folder: string, root: string): void {
  for (let at = folder; at !== root && existsSync(at) && readdirSync(at).length === 0; at = dirname(at)) rmdirSync(at);
}
