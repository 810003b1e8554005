/**
 * Brings a log from SQLite into a PostgreSQL database, with its signer as it is: the log goes on where it stood.
 *
 * One transaction: the rows are copied, read back and compared, table by table, and the tree is rebuilt from what was read
 * back; when anything differs nothing is kept. The SQLite file stays as it is; its signer refuses it once the log has gone on
 * in PostgreSQL, because a sequencer there has a fencing token.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '@remit/core';
import { equalBytes, err, ok, toHex } from '@remit/core';
import { createCompactRange, leafHash } from '@remit/tlog';
import type pg from 'pg';
import { checkLedger } from '../check/check-ledger.ts';
import { closeAfterWriting, type Db, openForWriting } from '../db/open-database.ts';
import { lockFile } from '../files/folder-lock.ts';
import { layoutOf } from '../files/layout.ts';
import { TILES_ROW } from '../period/ended-store.ts';
import { connectPostgres } from '../postgres/connect.ts';
import { prepareTables } from '../postgres/open-log.ts';
import { moveSubjectKeys } from '../vault/move-subject-keys.ts';
import { openSubjectKeys } from '../vault/subject-key-file.ts';
import { insertPostgresRows, pagesOf, postgresRows } from './postgres-rows.ts';
import { ROW_TABLES, rowDigest } from './row-tables.ts';
import { sqliteRows } from './sqlite-rows.ts';

/** What was brought over. */
export interface Migrated {
  readonly origin: string;
  readonly size: number;
  readonly says: readonly string[];
}

/**
 * Copies the log of `dir` into the database of `url`, which must hold no records. The caller holds the folder's lock.
 * The error says why nothing was copied. Rejects when the server cannot be reached.
 */
export async function migrateToPostgres(dir: string, origin: string, url: string): Promise<Result<Migrated, string>> {
  const layout = layoutOf(dir);
  if (!existsSync(layout.database)) return err(`${layout.database} is missing: there is no log in SQLite here.`);
  const lock = lockFile(join(layout.ledgerFolder, 'lock.sqlite'));
  if (lock === undefined) return err(`A sequencer works in ${layout.ledgerFolder}. Stop it first.`);
  try {
    const opened = openForWriting(layout.database, origin);
    if (!opened.ok) return err(opened.error.detail);
    const db = opened.value;
    try {
      const keys = openSubjectKeys(layout.subjectKeys);
      moveSubjectKeys(db, keys);
      keys.close();
      const checked = await checkLedger(dir);
      if (!checked.ok)
        return err(`The log does not pass its own check, so it stays where it is: ${checked.says[0] ?? ''}`);
      const copied = await copy(db, origin, url);
      return copied.ok ? ok({ origin, ...copied.value, says: [...checked.says, ...copied.value.says] }) : copied;
    } finally {
      closeAfterWriting(db);
    }
  } finally {
    lock.release();
  }
}

type Copied = Result<{ size: number; says: string[] }, string>;

async function copy(db: Db, origin: string, url: string): Promise<Copied> {
  const client = await connectPostgres(url, 'remit-migrate');
  try {
    const refusal = await prepareTables(client, origin);
    if (refusal !== undefined) return err(refusal.detail);
    await client.query('BEGIN');
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query('LOCK TABLE lease, entry IN EXCLUSIVE MODE');
    const { rows } = await client.query<{ n: number }>('SELECT count(*) AS n FROM entry');
    if (rows[0]?.n !== 0)
      return await undo(client, `The database holds ${rows[0]?.n} records already. Use an empty one.`);
    const tiles = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(TILES_ROW)?.value;
    if (tiles !== undefined)
      await client.query('INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [TILES_ROW, tiles]);
    const copied = await copyAndCompare(client, db);
    if (!copied.ok) return await undo(client, copied.error);
    await client.query('COMMIT');
    return copied;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

async function undo(client: pg.Client, reason: string): Promise<Copied> {
  await client.query('ROLLBACK');
  return err(reason);
}

async function copyAndCompare(client: pg.Client, db: Db): Promise<Copied> {
  const says: string[] = [];
  for (const table of ROW_TABLES) {
    const here = rowDigest();
    for (const page of pagesOf(sqliteRows(db, table))) {
      for (const row of page) here.add(row);
      await insertPostgresRows(client, table, page);
    }
    const there = rowDigest();
    for await (const row of postgresRows(client, table)) there.add(row);
    const [a, b] = [here.result(), there.result()];
    if (a.rows !== b.rows || a.sha !== b.sha)
      return err(
        `The table ${table.name} differs after the copy (${a.rows} rows, ${b.rows} read back). Nothing was kept.`,
      );
    says.push(`${table.name}: ${a.rows} rows, SHA-256 ${a.sha}, the same on both sides.`);
  }
  const [here, there] = [createCompactRange(), createCompactRange()];
  const [entry] = ROW_TABLES;
  if (entry === undefined) throw new Error('no tables');
  for (const row of sqliteRows(db, entry)) here.append(leafHash(row[ENTRY] as Uint8Array));
  // Proof: the seventh column of `entry` is its bytes.
  for await (const row of postgresRows(client, entry)) there.append(leafHash(row[ENTRY] as Uint8Array));
  if (!equalBytes(here.root(), there.root())) return err('The copied records give another tree. Nothing was kept.');
  says.push(`The tree of ${there.size} records read back has the root ${toHex(there.root())}.`);
  return ok({ size: there.size, says });
}

/** Position of the column `entry`. */
const ENTRY = 6;
