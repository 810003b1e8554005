/**
 * Brings a database of an earlier version up: the keys of persons leave it for their own file, and nothing of them stays
 * in its pages. A backup made before still holds them: it must be deleted for an erasure to reach it.
 */
import type { Db } from '../db/open-database.ts';
import { compact } from './compact.ts';
import type { SubjectKeyFile } from './subject-key-file.ts';

const PAGE = 1_024;

interface KeyRow {
  readonly handle: string;
  readonly key: Uint8Array;
}

/** Moves what is there; answers how many keys were moved. Safe to repeat after a crash. */
export function moveSubjectKeys(db: Db, keys: Pick<SubjectKeyFile, 'add'>): number {
  const page = db.prepare<[number], KeyRow>('SELECT handle, key FROM subject WHERE key IS NOT NULL LIMIT ?');
  const clear = db.prepare<[string]>('UPDATE subject SET key = NULL WHERE handle = ?');
  let moved = 0;
  for (;;) {
    const rows = page.all(PAGE);
    if (rows.length === 0) break;
    // Durable in the file before it leaves the database.
    keys.add(rows);
    db.transaction(() => {
      for (const { handle } of rows) clear.run(handle);
    }).immediate();
    moved += rows.length;
  }
  if (moved > 0) compact(db);
  return moved;
}

/** For the operator. */
export function movedWords(moved: number): string {
  return `The keys of ${moved} persons were moved out of the database into subject-keys/. Backups made before still hold them: an erasure does not reach those backups.`;
}
