import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@remit/testing/postgres';
import Database from 'better-sqlite3';
import { type Dialect, Kysely, PostgresDialect, SqliteDialect, sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ControlStore, createControlStore, openControlStore, openPostgresControlStore } from './control-store.ts';
import type { StoredKey } from './key-repository.ts';
import { assertPostgresDurable, CONTROL_SCHEMA, postgresDialect } from './postgres.ts';
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

const postgres = await startPostgres();
afterAll(async () => {
  if (postgres.kind === 'ready') await postgres.stop();
});

/** A store that can be opened again and again, and SQL on its tables behind its back. */
interface Place {
  open(): Promise<ControlStore>;
  run(statement: string): Promise<void>;
}

const engines = [
  {
    name: 'SQLite',
    absent: undefined,
    async place(): Promise<Place> {
      return {
        open: () => openControlStore(path()),
        async run(statement) {
          const raw = new Database(path());
          raw.exec(statement);
          raw.close();
        },
      };
    },
  },
  {
    name: 'PostgreSQL',
    absent: postgres.kind === 'absent' ? postgres.reason : undefined,
    async place(): Promise<Place> {
      if (postgres.kind === 'absent') throw new Error(postgres.reason);
      const url = await postgres.newDatabase();
      return {
        open: () => openPostgresControlStore(url),
        async run(statement) {
          await postgres.admin(`SET search_path = remit_control; ${statement}`, new URL(url).pathname.slice(1));
        },
      };
    },
  },
];

for (const engine of engines) {
  const title = engine.absent === undefined ? engine.name : `${engine.name} (skipped: ${engine.absent})`;
  describe.skipIf(engine.absent !== undefined)(`on ${title}`, () => {
    it('[store.engines] [store.migrations] migrations are applied once and leave existing rows alone (skipped: no PostgreSQL)', async () => {
      const place = await engine.place();
      const first = await place.open();
      await first.keys.insert(key);
      await first.close();
      const second = await place.open();
      expect(await second.keys.all()).toEqual([key]);
      await second.close();
    });

    it('[store.engines] two processes may open a new store at once (skipped: no PostgreSQL)', async () => {
      const place = await engine.place();
      if (engine.name === 'SQLite') await (await place.open()).close();
      const stores = await Promise.all([place.open(), place.open()]);
      await stores[0].keys.insert(key);
      expect(await stores[1].keys.all()).toEqual([key]);
      for (const store of stores) await store.close();
    });

    it('[store.migrations] refuses a store that a newer version has written (skipped: no PostgreSQL)', async () => {
      const place = await engine.place();
      await (await place.open()).close();
      await place.run("INSERT INTO kysely_migration VALUES ('9999-from-the-future', '2030-01-01T00:00:00.000Z')");
      await expect(place.open()).rejects.toMatchObject({ code: 'store.migration-failed' });
    });

    it('[store.engines] reads back what was inserted, oldest first (skipped: no PostgreSQL)', async () => {
      const store = await (await engine.place()).open();
      const { agent: _, ...plain } = { ...key, id: 'k0', hash: 'b'.repeat(64), createdAt: key.createdAt + 1 };
      await store.keys.insert(plain);
      await store.keys.insert(key);
      expect(await store.keys.all()).toEqual([key, plain]);
      await store.close();
    });

    it('[store.engines] refuses a second key with the same id or hash (skipped: no PostgreSQL)', async () => {
      const store = await (await engine.place()).open();
      await store.keys.insert(key);
      await expect(store.keys.insert({ ...key, hash: 'c'.repeat(64) })).rejects.toThrow(/unique/i);
      await expect(store.keys.insert({ ...key, id: 'k2' })).rejects.toThrow(/unique/i);
      await store.close();
    });

    it('[store.engines] revokes once (skipped: no PostgreSQL)', async () => {
      const store = await (await engine.place()).open();
      await store.keys.insert(key);
      expect(await store.keys.revoke('k1', 5)).toBe(true);
      expect(await store.keys.revoke('k1', 6)).toBe(false);
      expect(await store.keys.revoke('nobody', 6)).toBe(false);
      expect(await store.keys.all()).toEqual([{ ...key, revokedAt: 5 }]);
      await store.close();
    });

    it('[store.engines] refuses a row whose roles are not a list of names (skipped: no PostgreSQL)', async () => {
      const place = await engine.place();
      const store = await place.open();
      await store.keys.insert(key);
      await place.run(`UPDATE api_key SET roles = '{"admin":true}'`);
      await expect(store.keys.all()).rejects.toThrow('roles is not an array of strings');
      await store.close();
    });
  });
}

const absent = postgres.kind === 'absent' ? ` (skipped: ${postgres.reason})` : '';
describe.skipIf(absent !== '')(`durability on PostgreSQL${absent}`, () => {
  const url = () => (postgres.kind === 'ready' ? postgres.newDatabase() : Promise.reject(new Error(postgres.reason)));

  it('[store.postgres-durable] commits wait for the disk, whatever the role or the database was set to (skipped: no PostgreSQL)', async () => {
    const at = await url();
    const name = new URL(at).pathname.slice(1);
    if (postgres.kind === 'ready') await postgres.admin(`ALTER DATABASE ${name} SET synchronous_commit = off`);
    const db = new Kysely<Record<string, never>>({ dialect: postgresDialect(at) });
    await sql`CREATE TABLE public.api_key (n integer)`.execute(db);
    expect((await sql`SHOW synchronous_commit`.execute(db)).rows).toEqual([{ synchronous_commit: 'on' }]);
    await db.destroy();
  });

  it('[store.postgres-durable] refuses a session that does not wait for the disk (skipped: no PostgreSQL)', async () => {
    const at = await url();
    const weak: Dialect = new PostgresDialect({
      pool: new pg.Pool({ connectionString: at, options: '-c synchronous_commit=off' }),
    });
    await expect(createControlStore(weak, assertPostgresDurable)).rejects.toThrow(
      'synchronous_commit is off, fsync is on',
    );
  });

  it('[store.not-written] says so when the server takes no change (skipped: no PostgreSQL)', async () => {
    const at = await url();
    const store = await openPostgresControlStore(at);
    await store.keys.insert(key);
    await store.close();
    const name = new URL(at).pathname.slice(1);
    if (postgres.kind === 'ready')
      await postgres.admin(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    const readOnly = await createControlStore(postgresDialect(at), async () => {}, CONTROL_SCHEMA);
    await expect(readOnly.keys.revoke('k1', 1)).rejects.toMatchObject({ code: 'store.not-written' });
    await readOnly.close();
  });
});
