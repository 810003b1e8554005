/** Takes what was deleted out of a database file: free pages, gaps inside pages, and the write-ahead log. */
import type { Db } from '../db/open-database.ts';

/**
 * Rewrites the file and empties its log. Appends wait meanwhile. @throws Error when a reader keeps the log from being
 * emptied; what was deleted is then still in it.
 */
export function compact(db: Db): void {
  db.exec('VACUUM');
  emptyLog(db);
}

/** Moves the log into the file and cuts it to nothing. @throws Error as {@link compact}. */
export function emptyLog(db: Db): void {
  // The statement waits for readers as long as the connection's busy timeout says.
  // Proof: the row of this pragma, SQLite documentation "PRAGMA wal_checkpoint".
  const [row] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  if (row?.busy !== 0) throw new Error('a reader holds the write-ahead log');
}
