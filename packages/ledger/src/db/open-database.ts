/**
 * Connections to the ledger database.
 *
 * Trap: this build of SQLite runs WAL at synchronous=NORMAL unless told otherwise, and NORMAL loses the last commits
 * on power loss (stack reference T9). FULL is set on every connection, after WAL, and checked after a write.
 */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import Database from 'better-sqlite3';
import { migrationFrom } from './migrations.ts';
import { READABLE_VERSIONS, SCHEMA, SCHEMA_VERSION } from './schema.ts';

export type Db = Database.Database;

/** What reading needs of a database, whichever engine. The statements are SQLite's, with `?`; see postgres/blocking-reads.ts. */
export interface ReadDb {
  prepare<Params extends unknown[], Row>(sql: string): ReadStatement<Params, Row>;
  close(): void;
}

/** One prepared statement. */
interface ReadStatement<Params extends unknown[], Row> {
  get(...params: Params): Row | undefined;
  all(...params: Params): Row[];
  iterate(...params: Params): IterableIterator<Row>;
}

const BUSY_MS = 5_000;
const FULL = 2;

/** Why the database cannot be used. */
export type DatabaseRefusal =
  | { readonly kind: 'origin'; readonly detail: string }
  | { readonly kind: 'version'; readonly detail: string };

/** Opens the database for the sequencer, creating it for `origin` when it is new. One writer at a time: see folder-lock.ts. */
export function openForWriting(path: string, origin: string): Result<Db, DatabaseRefusal> {
  const db = new Database(path, { timeout: BUSY_MS });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  // An erased key or disclosure must not stay behind in a free page.
  db.pragma('secure_delete = ON');
  // Hot pages are written back a quarter as often as by default; the log of changes grows to 16 MiB.
  db.pragma('wal_autocheckpoint = 4000');
  const version = db.pragma('user_version', { simple: true });
  if (version !== 0 && !READABLE_VERSIONS.has(version)) {
    db.close();
    return err({ kind: 'version', detail: `database version ${String(version)}, this software ${SCHEMA_VERSION}` });
  }
  db.transaction(() => {
    if (version === 0) {
      db.exec(SCHEMA);
      db.prepare("INSERT INTO meta (key, value) VALUES ('origin', ?)").run(origin);
      db.pragma(`user_version = ${SCHEMA_VERSION}`);
    } else {
      db.exec(migrationFrom(version));
      // A write on every start, so that the check below sees the value that holds for commits.
      db.pragma(`user_version = ${SCHEMA_VERSION}`);
    }
  }).immediate();
  if (db.pragma('synchronous', { simple: true }) !== FULL) throw new Error('SQLite does not keep synchronous=FULL');
  const stored = db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'origin'").get()?.value;
  if (stored !== origin) {
    db.close();
    return err({ kind: 'origin', detail: `the folder holds ${stored ?? 'no origin'}, asked for ${origin}` });
  }
  return ok(db);
}

/** Opens an existing database for reading only. Creates no database; see reader/private-copy.ts for the side files. */
export function openForReading(path: string): Result<Db, DatabaseRefusal> {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
  db.pragma('synchronous = FULL');
  const version = db.pragma('user_version', { simple: true });
  if (READABLE_VERSIONS.has(version)) return ok(db);
  db.close();
  return err({ kind: 'version', detail: `database version ${String(version)}, this software ${SCHEMA_VERSION}` });
}

/**
 * Closes the sequencer's connection so that the database is one plain file: in WAL mode even a read-only open would
 * have to create side files. When a reader is still connected the mode stays WAL and the side files stay.
 */
export function closeAfterWriting(db: Db): void {
  try {
    db.pragma('busy_timeout = 0');
    db.pragma('journal_mode = DELETE');
  } catch {
    // A reader is connected. The log is complete either way.
  }
  db.close();
}
