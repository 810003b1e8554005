/** Pruning of an ended log: refused without policy, floor and under a hold; done as a whole; packs made before verify. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@remit/core';
import { buildPack } from '@remit/evidence';
import { readRecords } from '@remit/gateway';
import type { Ledger, LogInfo } from '@remit/ledger';
import { checkLedger, listLogs, openLedgerReader, pruneLog, rollLedger, startLedger } from '@remit/ledger';
import { packFromFiles, parseTrust, verifyPack } from '@remit/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { House } from '../house-types.ts';
import { declarePolicy, prune } from './prune.ts';

const dir = mkdtempSync(join(tmpdir(), 'remit-prune-'));
let now = Date.UTC(2026, 7, 31, 12);
const clock = { now: () => now };
const deps = { dir, software: 'test/1', clock, logger: silentLogger, witnesses: [] };
let ledger: Ledger;
let ended: LogInfo;
let months: number | undefined;

const logs = () => {
  const reader = ledger.reader();
  const list = listLogs(dir, reader);
  reader.close();
  return list;
};
/** The parts of a house that pruning uses. */
const house = () =>
  ({
    ledger,
    clock,
    periods: { list: logs, placeOf: () => undefined },
    config: {
      file: {
        retention: {
          calls: { 'keep-months': 6 },
          ingested: { 'keep-months': 6 },
          ...(months === undefined ? {} : { 'prune-months': months }),
        },
      },
    },
    // Proof: prune.ts reads these members and no other.
  }) as unknown as House;
const by = () => ({ keyId: 'k', sub: ledger.handle('person', 'ada'), roles: ['admin' as const] });
const tiles = () => readdirSync(join(ended.dir, 'log'), { recursive: true, encoding: 'utf8' });

beforeAll(async () => {
  ledger = await startLedger({ ...deps, origin: 'prune.test/a' });
  const beats = Array.from({ length: 600 }, () => ledger.record({ t: 'heartbeat', hb: { why: 'test' } }).durable);
  await Promise.all(beats);
  const about = ledger.handle('affected', 'case-7');
  const who = { sub: ledger.handle('person', 'bob') };
  await ledger.record({ t: 'session.open', who, ses: { protocol: 'p', endpoint: '/mcp' } }).durable;
  await ledger.record({ t: 'hold', who, hold: { id: 'h', set: true, basis: 'b', of: [about] } }).durable;
  await ledger.sealHead();
  await ledger.close();
  const rolled = await rollLedger({
    ...deps,
    origin: 'prune.test/a',
    next: 'prune.test/b',
    why: 'period',
    keepOrigin: () => {},
  });
  if (!rolled.ok) throw new Error(rolled.error);
  ledger = await startLedger({ ...deps, origin: 'prune.test/b' });
  const [first] = logs();
  if (first === undefined) throw new Error('no ended log');
  ended = first;
}, 60_000);
afterAll(async () => {
  await ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('pruning', () => {
  it('[period.prune] needs a declared policy, its months, and no hold; then the log goes as a whole and old packs verify', async () => {
    const reader = openLedgerReader(ended.dir);
    const period = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2027, 0, 1) };
    const pack = await buildPack({ reader, period, now, software: 'test/1', verifierSource: new Uint8Array() });
    const [genesis] = [...readRecords(reader, ['genesis'])];
    reader.close();
    const trust = parseTrust(`log ${genesis?.record.gen.vkey ?? ''}\nquorum none\n`);
    if (!trust.ok) throw new Error(trust.error);
    const verified = async () =>
      (await verifyPack(packFromFiles(new Map(pack.files)), trust.value, now)).steps.filter(
        ({ status }) => status === 'fail',
      );
    expect(await verified()).toEqual([]);

    const refused = async (says: string) =>
      expect(await prune(house(), by(), 'prune.test/a')).toEqual({
        ok: false,
        error: expect.stringContaining(says) as string,
      });
    await refused('no retention policy is declared');
    await declarePolicy(house(), by());
    await refused('the declared policy prunes nothing');
    months = 6;
    await refused('the declared policy prunes nothing');
    await declarePolicy(house(), by());
    now = Date.UTC(2027, 1, 28, 23);
    await refused('the policy keeps prune.test/a until 2027-02-28');
    now = Date.UTC(2027, 2, 1);
    await refused('legal hold h (b, since ');
    const who = { sub: by().sub };
    await ledger.record({ t: 'hold', who, hold: { id: 'h', set: false, basis: 'b' } }).durable;
    expect(await prune(house(), by(), 'prune.test/b')).toMatchObject({
      ok: false,
      error: expect.stringContaining('log in use') as string,
    });
    expect(await prune(house(), by(), 'prune.test/x')).toMatchObject({ ok: false });

    expect(tiles().filter((path) => path.includes('entries')).length).toBeGreaterThan(2);
    const done = await prune(house(), by(), 'prune.test/a');
    expect(done).toMatchObject({ ok: true, value: { min: ended.size, records: ended.size } });
    expect(tiles().sort()).toEqual(['checkpoint', 'minimum-index']);
    expect(logs()).toMatchObject([{ origin: 'prune.test/a', size: ended.size, pruned: ended.size }, { pruned: 0 }]);
    expect(existsSync(join(ended.dir, 'log', 'tile'))).toBe(false);
    expect(await checkLedger(ended.dir)).toMatchObject({
      ok: true,
      says: [expect.stringContaining('were pruned under a declared policy')] as string[],
    });
    const current = ledger.reader();
    const said = [...readRecords(current, ['config.change'])].map(({ record }) => record.cfg);
    current.close();
    expect(said.at(-1)).toMatchObject({
      what: 'ledger.prune',
      log: 'prune.test/a',
      min: ended.size,
      sha: said.at(-2)?.sha,
    });
    expect(await verified()).toEqual([]);
    // Again, as after a crash.
    expect(await pruneLog(ended.dir, 'prune.test/a')).toMatchObject({ ok: true, value: { records: 0, files: 0 } });
  }, 60_000);
});
