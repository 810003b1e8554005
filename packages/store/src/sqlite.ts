/**
 * SQLite for the control store: WAL and `synchronous = FULL` (ledger reference §5).
 *
 * Threat: better-sqlite3 is built with DEFAULT_WAL_SYNCHRONOUS=1. A WAL database silently runs at NORMAL and loses
 * its last commits on power loss unless FULL is set on the connection. The pragma reads 2 until the first WAL write
 * and only then tells the truth, so the store asks again after a write.
 */
import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Dialect, Kysely } from 'kysely';
import { SqliteDialect, sql } from 'kysely';
import { storeError } from './errors.ts';
import type { ControlSchema } from './schema.ts';

/** Milliseconds that a connection waits for another process's lock before it gives up. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens (or creates, with mode 0600) the database file; Kysely closes the connection when it is destroyed.
 * @throws SqliteError when the file cannot be opened or is not a database.
 */
export function sqliteDialect(path: string): Dialect {
  // The -wal and -shm files take over the mode of the database file, so it is created before SQLite does it.
  closeSync(openSync(path, 'a', 0o600));
  const connection = new Database(path);
  try {
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  } catch (error) {
    connection.close();
    throw error;
  }
  return new SqliteDialect({ database: connection });
}

/** SQLite's number for `synchronous = FULL`. */
const SYNCHRONOUS_FULL = 2;

/**
 * Writes, then asks the connection how durable that write was.
 * @throws RemitError `store.not-durable` unless it runs with WAL and FULL.
 */
export async function assertSqliteDurable(db: Kysely<ControlSchema>): Promise<void> {
  await db.connection().execute(async (connection) => {
    // user_version is a write that needs no table.
    await sql`PRAGMA user_version = 1`.execute(connection);
    const journal = await sql<{ journal_mode: string }>`PRAGMA journal_mode`.execute(connection);
    const level = await sql<{ synchronous: number }>`PRAGMA synchronous`.execute(connection);
    const mode = journal.rows[0]?.journal_mode;
    const synchronous = level.rows[0]?.synchronous;
    if (mode !== 'wal' || synchronous !== SYNCHRONOUS_FULL)
      throw storeError('store.not-durable', `journal_mode is ${mode}, synchronous is ${synchronous}`);
  });
}
