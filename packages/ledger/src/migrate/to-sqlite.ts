/** A log in PostgreSQL as a SQLite file, as of one moment: what a backup holds, whichever engine the log is on. */
import { dirname } from 'node:path';
import { closeAfterWriting, openForWriting } from '../db/open-database.ts';
import { fsyncFolder, makeFolder } from '../files/durable.ts';
import { TILES_ROW } from '../period/ended-store.ts';
import { connectPostgres } from '../postgres/connect.ts';
import { postgresRows } from './postgres-rows.ts';
import { ROW_TABLES } from './row-tables.ts';
import { sqliteInsert } from './sqlite-rows.ts';

/** Writes the file. Rejects when there is no log of `origin`, or with the server's or the file system's error. */
export async function exportToSqlite(url: string, origin: string, path: string): Promise<void> {
  makeFolder(dirname(path));
  const client = await connectPostgres(url, 'remit-backup');
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query('SET LOCAL statement_timeout = 0');
    const { rows } = await client.query<{ key: string; value: string }>('SELECT key, value FROM meta');
    const meta = new Map(rows.map(({ key, value }) => [key, value]));
    if (meta.get('origin') !== origin)
      throw new Error(`the database holds ${meta.get('origin') ?? 'no log'}, not ${origin}`);
    const opened = openForWriting(path, origin);
    if (!opened.ok) throw new Error(opened.error.detail);
    const db = opened.value;
    try {
      db.exec('BEGIN');
      const tiles = meta.get(TILES_ROW);
      if (tiles !== undefined) db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)').run(TILES_ROW, tiles);
      for (const table of ROW_TABLES) {
        const insert = sqliteInsert(db, table);
        for await (const row of postgresRows(client, table)) insert(row);
      }
      db.exec('COMMIT');
    } finally {
      closeAfterWriting(db);
    }
    fsyncFolder(dirname(path));
  } finally {
    await client.end().catch(() => {});
  }
}
