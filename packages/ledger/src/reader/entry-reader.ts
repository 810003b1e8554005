/** Queries over the log and its checkpoints. In pages, so that no read transaction stays open while a caller works. */
import type { ReadDb } from '../db/open-database.ts';
import { FREQUENT_TYPES, RARE_TYPE } from '../db/schema.ts';
import type { LedgerEntry, LedgerReader, StoredCheckpoint } from '../types.ts';

const PAGE = 512;

type EntryReader = Pick<
  LedgerReader,
  'size' | 'entries' | 'byType' | 'find' | 'checkpoints' | 'checkpointAt' | 'latestCheckpoint'
>;

/** Prepares the statements on a read-only connection. */
export function createEntryReader(db: ReadDb): EntryReader {
  const size = db.prepare<[], { size: number }>('SELECT coalesce(max(idx) + 1, 0) AS size FROM entry');
  const range = db.prepare<[number, number, number], LedgerEntry>(
    'SELECT idx AS "index", entry FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx LIMIT ?',
  );
  const byId = db.prepare<[string], LedgerEntry>('SELECT idx AS "index", entry FROM entry WHERE id = ?');
  const notes = db.prepare<[number, number], StoredCheckpoint>(
    'SELECT size, note FROM checkpoint WHERE size > ? ORDER BY size LIMIT ?',
  );
  const noteAt = db.prepare<[number], StoredCheckpoint>('SELECT size, note FROM checkpoint WHERE size = ?');
  const newest = db.prepare<[number], StoredCheckpoint>(
    'SELECT size, note FROM checkpoint WHERE cosigners >= ? ORDER BY size DESC LIMIT 1',
  );

  return {
    size: () => size.get()?.size ?? 0,
    *entries(first, end) {
      for (let next = first; next < end; ) {
        const rows = range.all(next, end, PAGE);
        yield* rows;
        const last = rows.at(-1);
        if (last === undefined) return;
        next = last.index + 1;
      }
    },
    *byType(types, from = 0) {
      const marks = types.map(() => '?').join(', ');
      const rare = types.some((type) => FREQUENT_TYPES.includes(type)) ? '' : `AND ${RARE_TYPE}`;
      const page = db.prepare<(string | number)[], LedgerEntry>(
        `SELECT idx AS "index", entry FROM entry WHERE t IN (${marks}) ${rare} AND idx >= ? ORDER BY idx LIMIT ?`,
      );
      for (let next = from; ; ) {
        const rows = page.all(...types, next, PAGE);
        yield* rows;
        const last = rows.at(-1);
        if (last === undefined) return;
        next = last.index + 1;
      }
    },
    find: (recordId) => byId.get(recordId),
    *checkpoints() {
      for (let after = 0; ; ) {
        const rows = notes.all(after, PAGE);
        yield* rows;
        const last = rows.at(-1);
        if (last === undefined) return;
        after = last.size;
      }
    },
    checkpointAt: (at) => noteAt.get(at),
    latestCheckpoint: (options) => newest.get(options?.witnessed === true ? 1 : 0),
  };
}
