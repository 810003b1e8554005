/** The desk over a real ledger: two persons, holds, floors, and what a crash leaves. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@remit/core';
import { readRecords } from '@remit/gateway';
import type { Ledger } from '@remit/ledger';
import { openLedgerReader, rollLedger, startLedger } from '@remit/ledger';
import type { Caller } from '@remit/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createErasureDesk } from './desk.ts';
import type { ErasureDeps } from './desk-types.ts';
import type { RetentionClasses } from './floors.ts';

const START = Date.UTC(2026, 7, 31, 12);
const CASE = 'case-7';

let dir: string;
let ledger: Ledger;
let now = START;
let classes: RetentionClasses;
const clock = { now: () => now };
const closers: (() => Promise<void> | void)[] = [];
const dropped: string[] = [];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'remit-desk-'));
  now = START;
  classes = { calls: { keep: 6 }, ingested: { keep: 6 } };
  ledger = await startLedger({
    dir,
    origin: 'desk.test/log',
    software: 'test/1',
    clock,
    logger: silentLogger,
    witnesses: [],
  });
});
afterEach(async () => {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
  await ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

const person = (reference: string): Caller => ({
  keyId: reference,
  sub: ledger.handle('person', reference),
  roles: ['admin'],
});

function desk(change: Partial<ErasureDeps> = {}) {
  const reader = ledger.reader();
  closers.push(() => reader.close());
  return createErasureDesk({
    folder: join(dir, 'erasure'),
    ledger,
    reader,
    clock,
    logger: silentLogger,
    batchesOf: () => ({
      plan: () => [],
      reseal: () => Promise.resolve(),
      clean() {},
      drop: (id) => void dropped.push(id),
    }),
    ended: () => [],
    placeOf: () => undefined,
    openEnded: () => Promise.reject(new Error('there is no ended log')),
    classes: () => classes,
    workingKeys: () => [],
    ...change,
  });
}

/** Decisions about a case, one for each time. */
async function decide(count: number): Promise<string> {
  const about = ledger.handle('affected', CASE);
  const sub = ledger.handle('person', 'bob');
  for (let n = 0; n < count; n++)
    await ledger.record(
      {
        t: 'mcp.decision',
        who: { sub },
        about: [about],
        act: { srv: 'files', method: 'tools/call', tool: 'read' },
        pol: { dec: 'deny', eval: 'evaluated', rules: ['r'] },
      },
      { fields: { args: { kind: 'blob', bytes: Buffer.from(`secret ${n}`), ctype: 'text/plain' } }, subjects: [about] },
    ).durable;
  return about;
}

const erasures = () => {
  const reader = ledger.reader();
  const found = [...readRecords(reader, ['erasure'])].map(({ record }) => record.ers);
  reader.close();
  return found;
};
const ask = (handles: readonly string[], overrideFloor = false) => ({
  kind: 'subjects' as const,
  handles,
  basis: 'gdpr-17-1-a',
  overrideFloor,
});
const refused = (code: string, says: string) => ({
  ok: false,
  error: { code, message: expect.stringContaining(says) as string },
});

describe('the erasure desk', () => {
  it('[erasure.two-persons] one asks, another approves, and neither is the person or an agent', async () => {
    const about = await decide(2);
    const [ada, grace] = [person('ada'), person('grace')];
    const at = desk();
    now = Date.UTC(2027, 2, 1);
    expect(await at.request(ada, { ...ask([about]), basis: 'because' })).toEqual(
      refused('invalid', 'no code of a legal basis'),
    );
    expect(await at.request({ ...ada, agent: 'clerk' }, ask([about]))).toEqual(refused('invalid', 'an agent'));
    expect(await at.request(ada, ask([ada.sub]))).toEqual(refused('forbidden', 'nobody approves their own'));
    const made = await at.request(ada, ask([about]));
    if (!made.ok) throw new Error(made.error.message);
    const { id } = made.value;
    expect(made.value).toMatchObject({ state: 'requested', would: { records: 2, events: 0 } });
    expect(await at.run(id, { compact: false })).toEqual(refused('conflict', 'is not approved'));
    expect(await at.approve(ada, id)).toEqual(refused('forbidden', 'two different persons'));
    expect(await at.approve({ ...grace, agent: 'clerk' }, id)).toEqual(
      refused('forbidden', 'an agent does not approve'),
    );
    expect(await at.approve(grace, 'er_../../x')).toEqual(refused('unknown', 'there is no request'));
    expect(await at.approve(grace, id)).toMatchObject({ ok: true, value: { state: 'approved' } });
    expect(await at.approve(grace, id)).toEqual(refused('conflict', 'approved already'));
    expect(await at.run(id, { compact: true })).toMatchObject({
      ok: true,
      value: { state: 'done', done: { erased: 2 } },
    });
    expect(await at.run(id, { compact: true })).toEqual(refused('conflict', 'was carried out'));
    expect(erasures()).toMatchObject([
      {
        req: id,
        basis: 'gdpr-17-1-a',
        by: [ada.sub, grace.sub],
        of: [about],
        at: [{ f: ['args'], i: [1, 2] }],
        n: 0,
        parts: 1,
      },
    ]);
    // The inventory that the record names was made before, and says what was destroyed.
    const inventory = Buffer.from((await ledger.get(erasures()[0]?.inv ?? '')) ?? '').toString();
    expect(JSON.parse(inventory)).toMatchObject({
      request: id,
      persons: [about],
      records: [{ index: 1, fields: ['args'] }, { index: 2 }],
    });
    expect(desk().list()).toMatchObject([{ id, state: 'done' }]);
  }, 60_000);

  it('[erasure.floor] nothing is erased before its class allows it, by calendar months, unless two persons override that', async () => {
    const about = await decide(1);
    const at = desk();
    const floor = 'of the class calls must be kept, the last of them until 2027-02-28';
    expect(await at.request(person('ada'), ask([about]))).toEqual(refused('conflict', floor));
    now = Date.UTC(2027, 1, 28, 23);
    expect(await at.request(person('ada'), ask([about]))).toEqual(refused('conflict', floor));
    now = Date.UTC(2027, 2, 1);
    expect(await at.request(person('ada'), ask([about]))).toMatchObject({ ok: true });
    now = START;
    const made = await at.request(person('ada'), ask([about], true));
    if (!made.ok) throw new Error(made.error.message);
    await at.approve(person('grace'), made.value.id);
    expect(await at.run(made.value.id, { compact: false })).toMatchObject({ ok: true });
    expect(erasures()).toMatchObject([{ floor: 'overridden' }]);
  }, 60_000);

  it('[erasure.hold] a hold that was set meanwhile stops the run, by name; a key that works stops it too', async () => {
    const about = await decide(1);
    const who = { sub: person('ada').sub };
    const hold = (id: string, set: boolean, more: object) =>
      ledger.record({ t: 'hold', who, hold: { id, set, basis: 'litigation/1', ...more } }).durable;
    let keys: string[] = [];
    const at = desk({ workingKeys: () => keys });
    const made = await at.request(person('ada'), ask([about], true));
    if (!made.ok) throw new Error(made.error.message);
    await at.approve(person('grace'), made.value.id);
    await hold('case-1', true, { of: [about] });
    expect(await at.run(made.value.id, { compact: false })).toEqual(
      refused('conflict', 'legal hold case-1 (litigation/1, since 2026-08-31T12:00:00.000Z) covers 1 of 1 records'),
    );
    await hold('case-1', false, { of: [about] });
    await hold('all', true, { from: '2026-08-01T00:00:00.000Z', to: '2026-09-01T00:00:00.000Z' });
    expect(await at.run(made.value.id, { compact: false })).toEqual(refused('conflict', 'legal hold all'));
    await hold('all', false, {});
    await hold('other-time', true, { to: '2026-08-01T00:00:00.000Z' });
    await hold('other-person', true, { of: [ledger.handle('affected', 'case-8')] });
    keys = ['key-1'];
    expect(await at.run(made.value.id, { compact: false })).toEqual(refused('conflict', 'revoke key-1 first'));
    keys = [];
    expect(await at.run(made.value.id, { compact: false })).toMatchObject({ ok: true });
  }, 60_000);

  it('[erasure.resume] what a crash interrupted is ended at the next start: erased once, recorded once', async () => {
    const about = await decide(1);
    let failures = 2;
    const broken: Ledger = Object.assign(Object.create(ledger) as Ledger, {
      // The process ends before anything is destroyed, then between the destruction and the record.
      async erase(...args: Parameters<Ledger['erase']>) {
        failures -= 1;
        if (failures === 1) throw new Error('killed before');
        await ledger.erase(...args);
        throw new Error('killed after');
      },
    });
    const at = desk({ ledger: broken });
    const made = await at.request(person('ada'), ask([about], true));
    if (!made.ok) throw new Error(made.error.message);
    const { id } = made.value;
    await at.approve(person('grace'), id);
    await expect(at.run(id, { compact: false })).rejects.toThrow('killed before');
    expect(at.list()).toMatchObject([{ state: 'running' }]);
    await expect(desk({ ledger: broken }).resume()).rejects.toThrow('killed after');
    expect(erasures()).toEqual([]);
    expect(await desk().resume()).toEqual([`Erasure ${id} had begun and was not finished: it is now.`]);
    expect(erasures()).toMatchObject([{ req: id }]);
    expect(await desk().resume()).toEqual([]);
    expect(erasures()).toHaveLength(1);
    expect(readdirSync(join(dir, 'erasure', 'running'))).toEqual([]);
    expect(desk().list()).toMatchObject([{ state: 'done', done: { erased: 1 } }]);
  }, 60_000);

  it('[erasure.resume] a record that was written before the crash is not written again', async () => {
    const about = await decide(1);
    const at = desk();
    const made = await at.request(person('ada'), ask([about], true));
    if (!made.ok) throw new Error(made.error.message);
    await at.approve(person('grace'), made.value.id);
    const logger = { ...silentLogger, info: () => {} };
    const stuck = desk({ logger, clock: { now: () => (erasures().length > 0 ? fail() : now) } });
    const fail = (): never => {
      throw new Error('killed after the record');
    };
    await expect(stuck.run(made.value.id, { compact: false })).rejects.toThrow('killed after the record');
    expect(erasures()).toHaveLength(1);
    expect(await desk().resume()).toHaveLength(1);
    expect(erasures()).toHaveLength(1);
  }, 60_000);

  it('[erasure.expiry] what is past its class is found, asked for, approved and erased; what is not stays', async () => {
    await decide(2);
    const holder = ledger.handle('affected', 'ingest.batch x');
    const ing = {
      source: 's',
      vendor: 'v',
      object: 'o',
      sha: 'a'.repeat(64),
      bytes: 1,
      integrity: 'none' as const,
      parser: 'p/1',
      datasets: {},
      events: 0,
      duplicates: 0,
      unparsed: 0,
      tree: { size: 0, root: 'A'.repeat(43) },
    };
    const fields = { key: { kind: 'blob' as const, bytes: new Uint8Array(32), ctype: 'application/octet-stream' } };
    const batch = ledger.record({ t: 'ingest.batch', ing }, { fields, subjects: [holder] });
    await batch.durable;
    now = Date.UTC(2026, 9, 1);
    await decide(1);
    now = Date.UTC(2027, 8, 1);
    const at = desk();
    expect(at.expired('2027-09-01')).toMatchObject({ records: { calls: 0, ingested: 0 } });
    expect(await at.request(person('ada'), { kind: 'expired', day: '2027-09-01' })).toEqual(
      refused('conflict', 'no record is past'),
    );
    classes = { calls: { keep: 6, expire: 12 }, ingested: { keep: 6, expire: 12 } };
    expect(at.expired('2027-08-31')).toMatchObject({ records: { calls: 0 } });
    expect(at.expired('2027-09-01')).toMatchObject({ records: { calls: 2, ingested: 1 } });
    const made = await at.request(person('ada'), { kind: 'expired', day: '2027-09-01' });
    if (!made.ok) throw new Error(made.error.message);
    await at.approve(person('grace'), made.value.id);
    expect(await at.run(made.value.id, { compact: false })).toMatchObject({ ok: true, value: { done: { erased: 3 } } });
    expect(erasures()).toMatchObject([
      {
        basis: 'retention-expired',
        at: [
          { f: ['args'], i: [1, 2] },
          { f: ['key'], i: [3] },
        ],
      },
    ]);
    expect(dropped).toEqual([batch.id]);
    expect(ledger.handlesOf('ingest.batch x')).toEqual([]);
    const reader = ledger.reader();
    expect([...reader.sealed()]).toHaveLength(1);
    reader.close();
  }, 60_000);

  it('[erasure.periods] content in an ended log goes with the rest, and that log says so itself', async () => {
    const about = await decide(2);
    await ledger.close();
    const deps = { dir, software: 'test/1', clock, logger: silentLogger, witnesses: [] };
    const rolled = await rollLedger({
      ...deps,
      origin: 'desk.test/log',
      next: 'desk.test/next',
      why: 'period',
      keepOrigin: () => {},
    });
    if (!rolled.ok) throw new Error(rolled.error);
    ledger = await startLedger({ ...deps, origin: 'desk.test/next' });
    expect(await decide(1)).toBe(about);
    const [ada, grace] = [person('ada'), person('grace')];
    for (const { sub } of [ada, grace])
      await ledger.record({ t: 'registry.change', chg: { what: 'key.create', ref: sub, roles: ['admin'], of: sub } })
        .durable;
    const at = desk({
      placeOf: () => undefined,
      ended: () => [{ origin: 'desk.test/log', dir: rolled.value.from.dir }],
      openEnded: ({ origin, dir: folder }) => startLedger({ ...deps, dir: folder, origin }),
    });
    const made = await at.request(ada, ask([about], true));
    if (!made.ok) throw new Error(made.error.message);
    expect(made.value.would).toEqual({ records: 3, events: 0 });
    await at.approve(grace, made.value.id);
    expect(await at.run(made.value.id, { compact: false })).toMatchObject({ ok: true, value: { done: { erased: 3 } } });
    expect(erasures()).toMatchObject([{ org: 'desk.test/next', at: [{ f: ['args'] }] }]);
    const ended = openLedgerReader(rolled.value.from.dir);
    const records = [...readRecords(ended, ['erasure', 'registry.change'])].map(({ record }) => record);
    expect(records).toMatchObject([
      { t: 'registry.change', chg: { of: ada.sub } },
      { t: 'registry.change', chg: { of: grace.sub } },
      {
        t: 'erasure',
        org: 'desk.test/log',
        ers: { org: 'desk.test/log', by: [ada.sub, grace.sub], at: [{ f: ['args'], i: [1, 2] }] },
      },
    ]);
    expect(ended.latestCheckpoint()?.size).toBe(ended.size());
    expect([...ended.sealed()]).toEqual([]);
    ended.close();
  }, 60_000);
});
