import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createControlStore, openControlStore } from './control-store.ts';
import type { StoredKey } from './key-repository.ts';
import { assertSqliteDurable, sqliteDialect } from './sqlite.ts';

const key: StoredKey = {
  id: 'k1',
  hash: 'a'.repeat(64),
  person: 'p_AAAAAAAAAAAAAAAAAAAAAA',
  agent: 'loan-triage-agent',
  roles: ['caller', 'approver'],
  createdAt: 1_790_000_000_123,
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'remit-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = () => join(folder, 'control.sqlite');

it('[store.not-written] says so when the disk takes no change, and keeps other errors as they are', async () => {
  const connection = new Database(path());
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  const store = await createControlStore(new SqliteDialect({ database: connection }), assertSqliteDurable);
  await store.keys.insert(key);
  await expect(store.keys.insert(key)).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' });
  connection.pragma('query_only = ON');
  const full = { code: 'store.not-written', row: { status: 503, retry: true } };
  await expect(store.keys.insert({ ...key, id: 'k2', hash: 'b'.repeat(64) })).rejects.toMatchObject(full);
  await expect(store.keys.revoke('k1', 1)).rejects.toMatchObject(full);
  connection.pragma('query_only = OFF');
  expect(await store.keys.revoke('k1', 1)).toBe(true);
  await store.close();
});

describe('opening', () => {
  it('[store.durable] runs with WAL and synchronous=FULL after a write, on every connection', async () => {
    for (const _ of [1, 2]) {
      const db = new Kysely<Record<string, never>>({ dialect: sqliteDialect(path()) });
      await sql`CREATE TABLE IF NOT EXISTS probe (n integer)`.execute(db);
      await sql`INSERT INTO probe VALUES (1)`.execute(db);
      expect((await sql`PRAGMA synchronous`.execute(db)).rows).toEqual([{ synchronous: 2 }]);
      expect((await sql`PRAGMA journal_mode`.execute(db)).rows).toEqual([{ journal_mode: 'wal' }]);
      await db.destroy();
    }
  });

  it('[store.durable] refuses a connection that runs at NORMAL after a write', async () => {
    const weak = new Database(path());
    weak.pragma('journal_mode = WAL');
    await expect(createControlStore(new SqliteDialect({ database: weak }), assertSqliteDurable)).rejects.toThrow(
      'journal_mode is wal, synchronous is 1',
    );
    expect(weak.open).toBe(false);
  });

  it('creates the file for its owner only', async () => {
    const store = await openControlStore(path());
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(statSync(`${path()}-wal`).mode & 0o777).toBe(0o600);
    await store.close();
  });

  it('refuses a file that is not a database', async () => {
    writeFileSync(path(), 'not a database, but long enough to hold a header '.repeat(40));
    await expect(openControlStore(path())).rejects.toThrow('file is not a database');
  });
});

describe('migrations', () => {
  it('[store.migrations] are applied once and leave existing rows alone', async () => {
    const first = await openControlStore(path());
    await first.keys.insert(key);
    await first.close();
    const second = await openControlStore(path());
    expect(await second.keys.all()).toEqual([key]);
    await second.close();
  });

  it('[store.migrations] refuses a store that a newer version has written', async () => {
    await (await openControlStore(path())).close();
    const raw = new Database(path());
    raw.prepare('INSERT INTO kysely_migration VALUES (?, ?)').run('9999-from-the-future', '2030-01-01T00:00:00.000Z');
    raw.close();
    await expect(openControlStore(path())).rejects.toMatchObject({ code: 'store.migration-failed' });
  });
});

describe('keys', () => {
  it('reads back what was inserted, oldest first', async () => {
    const store = await openControlStore(path());
    const { agent: _, ...plain } = { ...key, id: 'k0', hash: 'b'.repeat(64), createdAt: key.createdAt + 1 };
    await store.keys.insert(plain);
    await store.keys.insert(key);
    expect(await store.keys.all()).toEqual([key, plain]);
    await store.close();
  });

  it('refuses a second key with the same id or hash', async () => {
    const store = await openControlStore(path());
    await store.keys.insert(key);
    await expect(store.keys.insert({ ...key, hash: 'c'.repeat(64) })).rejects.toThrow(/UNIQUE/);
    await expect(store.keys.insert({ ...key, id: 'k2' })).rejects.toThrow(/UNIQUE/);
    await store.close();
  });

  it('revokes once', async () => {
    const store = await openControlStore(path());
    await store.keys.insert(key);
    expect(await store.keys.revoke('k1', 5)).toBe(true);
    expect(await store.keys.revoke('k1', 6)).toBe(false);
    expect(await store.keys.revoke('nobody', 6)).toBe(false);
    expect(await store.keys.all()).toEqual([{ ...key, revokedAt: 5 }]);
    await store.close();
  });

  it('refuses a row whose roles are not a list of names', async () => {
    const store = await openControlStore(path());
    await store.keys.insert(key);
    const raw = new Database(path());
    raw.prepare('UPDATE api_key SET roles = ?').run('{"admin":true}');
    raw.close();
    await expect(store.keys.all()).rejects.toThrow('roles is not an array of strings');
    await store.close();
  });
});
