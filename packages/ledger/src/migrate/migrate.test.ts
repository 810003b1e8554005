/** From SQLite to PostgreSQL and back through a backup: the same records, the same signer, and nothing when anything differs. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@remit/core';
import Database from 'better-sqlite3';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { backupDataFolder } from '../backup/backup-folder.ts';
import { restoreDataFolder } from '../backup/restore-folder.ts';
import { checkLedger } from '../check/check-ledger.ts';
import { layoutOf } from '../files/layout.ts';
import { content, decision, outcome } from '../test-support/drafts.ts';
import { startEngines } from '../test-support/engines.ts';
import { createLab, ORIGIN } from '../test-support/ledger-lab.ts';
import type { Ledger } from '../types.ts';
import { migrateToPostgres } from './to-postgres.ts';

const { postgres, stop } = await startEngines();
const lab = createLab();
afterEach(() => lab.dispose());
afterAll(stop);

const database = async () => {
  if (postgres === undefined) throw new Error('no server');
  const url = await postgres.newDatabase();
  return { url, name: new URL(url).pathname.slice(1), store: { kind: 'postgres', url } as const };
};

async function calls(ledger: Ledger, count: number): Promise<string> {
  const sub = ledger.handle('person', 'ada@example.org');
  let first = '';
  for (let i = 0; i < count; i++) {
    const decided = ledger.record(decision(sub, 'permit'), content([sub], 'payload'.repeat(i % 3 === 0 ? 1_000 : 1)));
    first = first === '' ? decided.id : first;
    await ledger.record(outcome(sub, decided.leaf)).durable;
  }
  // A head is sealed over what is durable.
  await ledger.record(decision(sub, 'permit')).durable;
  await ledger.sealHead();
  return first;
}

describe.skipIf(postgres === undefined)('a log that moves (skipped: no PostgreSQL)', () => {
  it('[ledger.migrate] goes on in PostgreSQL with its records, contents, checkpoints, open calls and signer; the old file is refused then (skipped: no PostgreSQL)', async () => {
    const { url, store } = await database();
    const dir = lab.folder();
    const before = await lab.start(dir);
    const id = await calls(before, 30);
    const { checkpoint } = before.head();
    await before.close();

    const migrated = await migrateToPostgres(dir, ORIGIN, url);
    if (!migrated.ok) throw new Error(migrated.error);
    expect(migrated.value.size).toBe(62);
    expect(migrated.value.says.join('\n')).toContain('entry: 62 rows, SHA-256 ');

    const after = await lab.start(dir, { store });
    expect(after.startup).toMatchObject({ found: 62, openCalls: 1, unacknowledged: undefined });
    const reader = after.reader();
    expect(reader.checkpointAt(62)?.note).toBe(checkpoint);
    expect(Buffer.from(reader.payload(id, 'args') ?? []).toString()).toContain('payload');
    reader.close();
    await calls(after, 2);
    expect(await checkLedger(dir, store)).toMatchObject({ ok: true });
    await after.close();
    // Two logs must not go on from one: the signer knows the higher token.
    await expect(lab.start(dir)).rejects.toMatchObject({ code: 'ledger.not-started' });
    expect(lab.said.join('\n')).toContain('has taken over');
    expect(await migrateToPostgres(dir, ORIGIN, url)).toMatchObject({
      ok: false,
      error: expect.stringContaining('records already. Use an empty one') as string,
    });
  }, 120_000);

  it('[ledger.migrate] a changed record, another origin and a place without a log are refused, and nothing is kept (skipped: no PostgreSQL)', async () => {
    const { url, name } = await database();
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    await calls(ledger, 3);
    await ledger.close();
    expect(await migrateToPostgres(dir, 'other.test/log', url)).toMatchObject({ ok: false });
    const db = new Database(layoutOf(dir).database);
    db.prepare('UPDATE entry SET entry = ? WHERE idx = 2').run(Buffer.from('{}'));
    db.close();
    expect(await migrateToPostgres(dir, ORIGIN, url)).toMatchObject({
      ok: false,
      error: expect.stringContaining('does not pass its own check') as string,
    });
    expect(await postgres?.admin("SELECT to_regclass('remit_ledger.entry') AS there", name)).toEqual([{ there: null }]);
    const empty = lab.folder();
    mkdirSync(join(empty, 'ledger'));
    expect(await migrateToPostgres(empty, ORIGIN, url)).toMatchObject({ ok: false });
  }, 60_000);

  it('[ledger.migrate] what the server changes on the way is found before anything is kept (skipped: no PostgreSQL)', async () => {
    const { url, name } = await database();
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    await calls(ledger, 3);
    await ledger.close();
    // Tables as they are made, and a trigger that alters one disclosure.
    await (await lab.start(lab.folder(), { store: { kind: 'postgres', url } })).close();
    await postgres?.admin(
      `DELETE FROM remit_ledger.checkpoint; DELETE FROM remit_ledger.entry; DELETE FROM remit_ledger.open_call;
       CREATE FUNCTION alter_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.idx = 3 THEN NEW.disclosures = 'x'; END IF; RETURN NEW; END $$;
       CREATE TRIGGER alter_it BEFORE INSERT ON remit_ledger.entry FOR EACH ROW EXECUTE FUNCTION alter_it()`,
      name,
    );
    expect(await migrateToPostgres(dir, ORIGIN, url)).toMatchObject({
      ok: false,
      error: expect.stringContaining('The table entry differs') as string,
    });
    expect(await postgres?.admin('SELECT count(*)::int AS n FROM remit_ledger.entry', name)).toEqual([{ n: 0 }]);
  }, 60_000);

  it('[ledger.backup-postgres] a backup of a log on PostgreSQL is one of a folder: it restores to SQLite and moves on from there (skipped: no PostgreSQL)', async () => {
    const { store } = await database();
    const dir = lab.folder();
    const ledger = await lab.start(dir, { store });
    const id = await calls(ledger, 20);
    const out = join(lab.folder(), 'backup');
    const made = await backupDataFolder({
      dir,
      out,
      store,
      subjectKeys: true,
      databases: [],
      files: [],
      software: 'remit-test 0',
      clock: systemClock,
    });
    if (!made.ok) throw new Error(made.error);
    expect(made.value).toMatchObject({ size: 42, signedSize: 42 });
    await ledger.close();
    const target = join(lab.folder(), 'data');
    const restored = await restoreDataFolder(out, target);
    if (!restored.ok) throw new Error(restored.error);
    expect(existsSync(layoutOf(target).database)).toBe(true);
    const next = await database();
    expect(await migrateToPostgres(target, ORIGIN, next.url)).toMatchObject({ ok: true, value: { size: 42 } });
    const again = await lab.start(target, { store: next.store });
    const reader = again.reader();
    expect(Buffer.from(reader.payload(id, 'args') ?? []).toString()).toContain('payload');
    reader.close();
    await again.close();
  }, 120_000);
});
