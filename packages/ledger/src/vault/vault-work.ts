/**
 * What the sequencer does to the vault besides storing records: keep persons without a record, and erase.
 *
 * Order of an erasure: the keys are destroyed first, which alone makes every copy unreadable; then rows and references
 * go, then the pages and the log they lay in. Each step may be repeated after a crash.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Db } from '../db/open-database.ts';
import type { SubjectRow } from '../ipc/subject-row.ts';
import { compact, emptyLog } from './compact.ts';
import { type Takeaway, takeAway } from './sealed-rows.ts';
import type { SubjectKeyFile } from './subject-key-file.ts';

/** One order. */
export interface VaultOrder {
  /** Persons to keep, with their keys. */
  readonly store: readonly SubjectRow[];
  readonly erase: Takeaway;
  /** True: rewrite the database file, so that nothing lies in gaps of its pages. Appends wait meanwhile. */
  readonly compact: boolean;
}

/** Readers finish their page within milliseconds; a report over a large log takes one page after the other. */
const TRIES = 40;
const PAUSE_MS = 250;

/** Carries an order out. @throws Error when a reader keeps the log of the database from being emptied. */
export async function workOnVault(db: Db, keys: SubjectKeyFile, order: VaultOrder): Promise<void> {
  if (order.store.length > 0) {
    keys.add(order.store);
    const insert = db.prepare('INSERT INTO subject (handle, kind, reference) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
    db.transaction(() => {
      for (const { handle, kind, reference } of order.store) insert.run(handle, kind, reference);
    }).immediate();
  }
  const { records, subjects } = order.erase;
  if (records.length === 0 && subjects.length === 0) return;
  keys.destroy(subjects);
  takeAway(db, order.erase);
  for (let left = TRIES; ; left--) {
    try {
      return order.compact ? compact(db) : emptyLog(db);
    } catch (error) {
      if (left === 1) throw error;
      await wait(PAUSE_MS);
    }
  }
}
