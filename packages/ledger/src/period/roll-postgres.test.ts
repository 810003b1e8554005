/** A log for each period on PostgreSQL, and with its tiles in a bucket. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@remit/core';
import { S3_DOUBLE_KEY, type S3Double, startS3Double } from '@remit/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { backupDataFolder } from '../backup/backup-folder.ts';
import { restoreDataFolder } from '../backup/restore-folder.ts';
import { checkLedger } from '../check/check-ledger.ts';
import { migrateToPostgres } from '../migrate/to-postgres.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import { content, decision } from '../test-support/drafts.ts';
import { startEngines } from '../test-support/engines.ts';
import { createLab, ORIGIN, recordsOf } from '../test-support/ledger-lab.ts';
import type { StorePlace } from '../types.ts';
import { endedStore } from './ended-store.ts';
import { listLogs } from './log-folders.ts';
import { pruneLog } from './prune.ts';
import { pendingRoll, rollLedger } from './roll.ts';
import type { RollDeps } from './roll-types.ts';

const { postgres, stop } = await startEngines();
const lab = createLab();
let double: S3Double;
beforeAll(async () => {
  double = await startS3Double('log');
});
afterEach(() => lab.dispose());
afterAll(async () => {
  await double.close();
  await stop();
});

const NEXT = 'ledger.test/2027q1';

function depsOf(dir: string, store: StorePlace, change: Partial<RollDeps> = {}): RollDeps {
  return {
    dir,
    store,
    origin: ORIGIN,
    next: NEXT,
    why: 'period',
    software: 'remit-test 0',
    clock: systemClock,
    logger: silentLogger,
    witnesses: [],
    keepOrigin: () => {},
    ...change,
  };
}

async function inPostgres(): Promise<Extract<StorePlace, { kind: 'postgres' }>> {
  if (postgres === undefined) throw new Error('no server');
  return { kind: 'postgres', url: await postgres.newDatabase() };
}

const bucket = (prefix: string) => ({
  bucket: 'log',
  prefix,
  region: 'eu-central-1',
  endpoint: double.url,
  credentials: S3_DOUBLE_KEY,
});

async function filled(dir: string, store: StorePlace) {
  const ledger = await lab.start(dir, { store });
  const sub = ledger.handle('person', 'ada');
  ledger.record({ t: 'registry.change', chg: { what: 'key.create', ref: 'k1', roles: ['admin'], of: sub } });
  const call = ledger.record(decision(sub), content([sub], 'secret'));
  await call.durable;
  await ledger.close();
  return { sub, call: call.id };
}

const typesOf = (dir: string, store: StorePlace) => {
  const reader = openLedgerReader(dir, store);
  const types = recordsOf(reader).map((record) => record.t);
  reader.close();
  return types;
};

describe.skipIf(postgres === undefined)('on PostgreSQL (skipped: no PostgreSQL)', () => {
  it('[period.roll-postgres] one transaction puts the next log in its place; the ended one is read, erased in, backed up and pruned (skipped: no PostgreSQL)', async () => {
    const dir = lab.folder();
    const store = await inPostgres();
    const { sub, call } = await filled(dir, store);
    const rolled = await rollLedger(depsOf(dir, store));
    if (!rolled.ok) throw new Error(rolled.error);
    expect(rolled.value).toMatchObject({ from: { size: 4 }, to: { origin: NEXT, carried: 1 } });
    const ended = rolled.value.from.dir;
    const before = endedStore(ended, store);
    expect(typesOf(ended, before)).toEqual(['genesis', 'registry.change', 'mcp.decision', 'continues']);
    expect(typesOf(dir, store)).toEqual(['genesis', 'continues', 'registry.change']);
    for (const [folder, place] of [
      [ended, before],
      [dir, store],
    ] as const)
      expect(await checkLedger(folder, place)).toMatchObject({ ok: true });
    const [old, now] = [openLedgerReader(ended, before), openLedgerReader(dir, store)];
    expect(Buffer.from(old.payload(call, 'args') ?? '').toString()).toBe('secret');
    expect(now.subject(sub)).toEqual({ kind: 'person', reference: 'ada' });
    expect(listLogs(dir, now, store)).toMatchObject([
      { origin: ORIGIN, dir: ended, current: false, size: 4 },
      { origin: NEXT, current: true, size: 3 },
    ]);
    old.close();
    now.close();

    const out = join(lab.folder(), 'backup');
    const backup = { dir, out, store, databases: [], files: [], software: 'remit-test 0', clock: systemClock };
    expect(await backupDataFolder(backup)).toMatchObject({ ok: true, value: { origin: NEXT } });
    const target = join(lab.folder(), 'data');
    expect(await restoreDataFolder(out, target)).toMatchObject({ ok: true });
    const restored = openLedgerReader(target);
    expect(listLogs(target, restored).map(({ origin }) => origin)).toEqual([ORIGIN, NEXT]);
    restored.close();

    const again = await lab.start(dir, { store, origin: NEXT });
    expect(again.handle('person', 'ada')).toBe(sub);
    // Both logs are at work at once: each has a lease of its own.
    const closed = await lab.start(ended, { store: before });
    expect(await pruneLog(ended, ORIGIN, before)).toMatchObject({ ok: false });
    await closed.erase({ records: [call], subjects: [] }, { compact: false });
    await closed.sealHead();
    await closed.close();
    await again.close();
    expect(await pruneLog(ended, ORIGIN, before)).toMatchObject({ ok: true, value: { min: 4, records: 4 } });
    const pruned = openLedgerReader(dir, store);
    expect(listLogs(dir, pruned, store)).toMatchObject([{ origin: ORIGIN, size: 4, pruned: 4 }, { origin: NEXT }]);
    pruned.close();
  }, 60_000);

  it('[period.roll-postgres] a second roll, a database whose sequencer runs on, and sequencers that run by themselves (skipped: no PostgreSQL)', async () => {
    const dir = lab.folder();
    const store = await inPostgres();
    await filled(dir, store);
    const apart = { places: [{ kind: 'unix', path: '/nowhere' }] } as const;
    expect(await rollLedger(depsOf(dir, store, { sequencers: apart }))).toMatchObject({
      ok: false,
      error: expect.stringContaining('in the data folder of the sequencers') as string,
    });
    expect(pendingRoll(dir)).toBeUndefined();
    expect(await rollLedger(depsOf(dir, store))).toMatchObject({ ok: true });
    const third = { origin: NEXT, next: 'ledger.test/2027q2' };
    expect(await rollLedger(depsOf(dir, store, third))).toMatchObject({ ok: true });
    expect(await rollLedger(depsOf(dir, store, { ...third, origin: ORIGIN }))).toMatchObject({ ok: false });
    const reader = openLedgerReader(dir, store);
    expect(listLogs(dir, reader, store).map(({ origin }) => origin)).toEqual([ORIGIN, NEXT, third.next]);
    reader.close();
  }, 60_000);
});

describe.skipIf(postgres === undefined)('a log that ended before the move (skipped: no PostgreSQL)', () => {
  it('[period.roll-postgres] stays in its folder, and is listed, read and erased in beside those of the database (skipped: no PostgreSQL)', async () => {
    const dir = lab.folder();
    const { call } = await filled(dir, { kind: 'sqlite' });
    expect(await rollLedger(depsOf(dir, { kind: 'sqlite' }))).toMatchObject({ ok: true });
    const store = await inPostgres();
    expect(await migrateToPostgres(dir, NEXT, store.url)).toMatchObject({ ok: true });
    const third = 'ledger.test/2027q2';
    expect(await rollLedger(depsOf(dir, store, { origin: NEXT, next: third }))).toMatchObject({ ok: true });
    const reader = openLedgerReader(dir, store);
    const logs = listLogs(dir, reader, store);
    reader.close();
    expect(logs.map(({ origin, current }) => [origin, current])).toEqual([
      [ORIGIN, false],
      [NEXT, false],
      [third, true],
    ]);
    for (const log of logs.slice(0, 2))
      expect(await checkLedger(log.dir, endedStore(log.dir, store))).toMatchObject({ ok: true });
    const [first] = logs;
    const place = endedStore(first?.dir ?? '', store);
    const closed = await lab.start(first?.dir ?? '', { store: place });
    await closed.erase({ records: [call], subjects: [] }, { compact: false });
    await closed.close();
    const ended = openLedgerReader(first?.dir ?? '', place);
    expect(ended.payload(call, 'args')).toBeUndefined();
    ended.close();
  }, 120_000);
});

describe('tiles in a bucket', () => {
  it('[period.roll-bucket] the next log is published below a prefix of its own; pruning removes every object of the ended one but its head', async () => {
    const dir = lab.folder();
    const store: StorePlace = { kind: 'sqlite', tiles: bucket('a/') };
    const { call } = await filled(dir, store);
    const rolled = await rollLedger(depsOf(dir, store));
    if (!rolled.ok) throw new Error(rolled.error);
    const ended = rolled.value.from.dir;
    const before = endedStore(ended, store);
    const tiles = (await double.keys()).filter((key) => key.includes('tile/') || key.endsWith('checkpoint'));
    expect(tiles).toContain('a/checkpoint');
    expect(tiles).toContain('a/logs/ledger.test_2027q1/checkpoint');
    expect(existsSync(join(dir, 'log'))).toBe(false);
    for (const folder of [ended, dir]) expect(await checkLedger(folder, store)).toMatchObject({ ok: true });
    const again = await lab.start(dir, { store, origin: NEXT });
    await again.record({ t: 'heartbeat', hb: { why: 'more' } }).durable;
    await again.sealHead();
    await again.close();
    const closed = await lab.start(ended, { store: before });
    await closed.erase({ records: [call], subjects: [] }, { compact: false });
    await closed.close();
    expect(await pruneLog(ended, ORIGIN, before)).toMatchObject({ ok: true, value: { records: 4 } });
    const left = (await double.keys()).filter((key) => key.startsWith('a/') && !key.startsWith('a/blobs/'));
    expect(left.filter((key) => key.startsWith('a/tile/'))).toEqual([]);
    expect(left).toContain('a/checkpoint');
    expect(left.some((key) => key.startsWith('a/logs/ledger.test_2027q1/tile/'))).toBe(true);
    expect(await double.problems()).toEqual([]);
    expect(readdirSync(join(dir, 'periods'))).toEqual(['ledger.test_2026q4']);
  }, 60_000);
});
