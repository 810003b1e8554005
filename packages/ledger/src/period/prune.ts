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
import { parseTilePath } from '@remit/tlog';
import { closeAfterWriting, openForWriting } from '../db/open-database.ts';
import { fsyncFolder } from '../files/durable.ts';
import { lockFile } from '../files/folder-lock.ts';
import { layoutOf } from '../files/layout.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import { compact } from '../vault/compact.ts';
import { tileEnd, writeMinimumIndex } from './minimum-index.ts';

/** What was pruned. */
export interface Pruned {
  /** The minimum index: the size of the log. */
  readonly min: number;
  readonly files: number;
  readonly records: number;
}

/** Prunes the ended log in `dir`. Safe to repeat after a crash. */
export function pruneLog(dir: string, origin: string): Result<Pruned, string> {
  const layout = layoutOf(dir);
  const reader = openLedgerReader(dir);
  const size = reader.latestCheckpoint()?.size ?? 0;
  const sealed = [...reader.sealed()].length;
  const unsigned = reader.size() > size;
  reader.close();
  if (size === 0 || unsigned) return err('The end of the log is not signed.');
  if (sealed > 0)
    return err(`${sealed} records still hold sealed content: erase it first, with \`remit retention run\`.`);
  const lock = lockFile(join(layout.ledgerFolder, 'lock.sqlite'));
  if (lock === undefined) return err('The log is in use.');
  try {
    // From here on nobody expects the files to be there.
    writeMinimumIndex(layout.logFolder, size);
    const files = removeTiles(layout.logFolder, size);
    const opened = openForWriting(layout.database, origin);
    if (!opened.ok) return err(opened.error.detail);
    const records = opened.value.prepare<[number]>('DELETE FROM entry WHERE idx < ?').run(size).changes;
    compact(opened.value);
    closeAfterWriting(opened.value);
    return ok({ min: size, files, records });
  } finally {
    lock.release();
  }
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
