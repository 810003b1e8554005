/** Leased slices of budgets, the same on SQLite and on PostgreSQL: two stores stand for two gateways. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@remit/testing/postgres';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlStore } from '../control-store.ts';
import { openControlStore, openPostgresControlStore } from '../control-store.ts';
import type { BudgetLeases, SliceAsk, SliceReport } from './lease-types.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'remit-leases-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const postgres = await startPostgres();
afterAll(async () => {
  if (postgres.kind === 'ready') await postgres.stop();
});

interface Place {
  open(): Promise<ControlStore>;
  run(statement: string): Promise<void>;
}

const engines = [
  {
    name: 'SQLite',
    absent: false,
    async place(): Promise<Place> {
      const path = join(folder, 'control.sqlite');
      return {
        open: () => openControlStore(path),
        async run(statement) {
          const raw = new Database(path);
          raw.exec(statement);
          raw.close();
        },
      };
    },
  },
  {
    name: 'PostgreSQL',
    absent: postgres.kind === 'absent',
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

const key = (limit: string, window = 'all') => ({
  limit,
  account: 'org',
  window,
  bucket: window.startsWith('r') ? Number(window.slice(1)) : 0,
});
const NONE = { settled: 0, held: 0, overrun: 0 };

function ask(limit: string, over: Partial<SliceAsk> = {}): SliceAsk {
  return { ...key(limit), ...NONE, amount: 0, allowed: 50, hard: true, least: 1, wanted: 1, ...over };
}

function report(limit: string, over: Partial<SliceReport> = {}): SliceReport {
  return { ...key(limit), ...NONE, amount: 0, retired: false, ...over };
}

for (const { name, absent, place } of engines)
  describe.skipIf(absent)(`leases on ${name} (skipped: no PostgreSQL)`, () => {
    let at: Place;
    let stores: ControlStore[];
    beforeEach(async () => {
      at = await place();
      const first = await at.open();
      // One process writes to SQLite (the lock of the data folder); its holders take turns on one connection.
      stores = name === 'SQLite' ? [first] : [first, await at.open()];
    });
    afterEach(async () => {
      for (const store of stores) await store.close();
    });
    const two = (): [BudgetLeases, BudgetLeases] => {
      const [one, other = one] = stores;
      if (one === undefined || other === undefined) throw new Error('no stores');
      return [one.leases, other.leases];
    };
    const amountOf = async (leases: BudgetLeases, limit: string) =>
      (await leases.sums([limit])).reduce((sum, { amount }) => sum + amount, 0);

    it('[store.lease-race] two gateways at once get what the limit allows, to the last one, whatever the order of their asks (skipped: no PostgreSQL)', async () => {
      const both = await Promise.all(
        two().map(async (leases) => ({ leases, id: await leases.register('w', 'log', 0) })),
      );
      const got = await Promise.all(
        both.map(async ({ leases, id }, n) => {
          let mine = 0;
          for (let tries = 0; tries < 60; tries++) {
            const asks = [ask('a', { amount: mine }), ask('b', { amount: mine, allowed: 70 })];
            const taken = await leases.take(id, n === 0 ? asks : asks.reverse());
            if (taken.kind === 'granted') mine = taken.slices[0]?.amount ?? 0;
          }
          return mine;
        }),
      );
      expect(got.reduce((sum, mine) => sum + mine, 0)).toBe(50);
      const [leases] = two();
      expect(await amountOf(leases, 'a')).toBe(50);
      expect(await amountOf(leases, 'b')).toBe(50);
    });

    it('[store.lease-whole] a refusal by the last ask grants nothing of the first, and says what stands in its way (skipped: no PostgreSQL)', async () => {
      const [one, other] = two();
      const [mine, theirs] = [await one.register('w1', 'log', 0), await other.register('w2', 'log', 0)];
      await other.take(theirs, [ask('b', { least: 50, wanted: 50, settled: 0 })]);
      await other.report(theirs, [report('b', { amount: 50, settled: 30, held: 20 })]);
      expect(await one.take(mine, [ask('a'), ask('b')])).toEqual({ kind: 'short', index: 1, settled: 30, held: 20 });
      expect(await one.sums(['a', 'b'])).toEqual([{ ...key('b'), amount: 50, settled: 30, held: 20, overrun: 0 }]);
      const soft = await one.take(mine, [ask('b', { hard: false, least: 7, wanted: 9 })]);
      expect(soft).toEqual({ kind: 'granted', slices: [{ amount: 7, past: true }] });
    });

    it('[store.lease-return] what is given back is there for others; a window that is over leaves its sum, once (skipped: no PostgreSQL)', async () => {
      const [one, other] = two();
      const [mine, theirs] = [await one.register('w1', 'log', 0), await other.register('w2', 'log', 0)];
      const rolling = { ...key('a', 'r10'), since: 5 };
      expect(await one.take(mine, [ask('a', { ...rolling, least: 40, wanted: 50 })])).toMatchObject({
        slices: [{ amount: 40 }],
      });
      expect((await other.take(theirs, [ask('a', { ...key('a', 'r11'), since: 5, least: 11 })])).kind).toBe('short');
      await one.report(mine, [report('a', { ...key('a', 'r10'), amount: 15, settled: 5, held: 10 })]);
      expect((await other.take(theirs, [ask('a', { ...key('a', 'r11'), since: 5, least: 11 })])).kind).toBe('granted');
      const over = report('a', { ...key('a', 'r10'), amount: 12, settled: 12, retired: true, since: 5 });
      for (let times = 0; times < 2; times++) expect(await one.report(mine, [over])).toBe('kept');
      expect(await one.sums(['a'])).toMatchObject([
        { window: 'r10', amount: 12, settled: 12, held: 0 },
        { window: 'r11', amount: 11 },
      ]);
      // Sub-buckets that no longer count are forgotten.
      await other.report(theirs, [
        report('a', { ...key('a', 'r11'), amount: 3, settled: 3, retired: true, since: 11 }),
      ]);
      expect(await one.sums(['a'])).toMatchObject([{ window: 'r11', settled: 3 }]);
    });

    it('[store.lease-prune] of windows that are long over the oldest sums go, never a slice that somebody has (skipped: no PostgreSQL)', async () => {
      const [one, other] = two();
      const [mine, theirs] = [await one.register('w1', 'log', 0), await other.register('w2', 'log', 0)];
      // 1,100 minutes that ended, d1 to d1100, and one of them still held by somebody.
      await at.run(`INSERT INTO budget_slice (limit_id, account, win, holder, bucket, amount, settled, held, overrun)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100)
        SELECT 'a', 'org', 'd' || i, '', 0, i, i, 0, 0 FROM n`);
      await other.take(theirs, [ask('a', { ...key('a', 'd5'), least: 7, wanted: 7 })]);
      await one.take(mine, [ask('a', { ...key('a', 'd1101'), least: 9, wanted: 9 })]);
      await one.report(mine, [report('a', { ...key('a', 'd1101'), amount: 9, settled: 9, retired: true })]);
      const left = await one.sums(['a']);
      const names = new Set(left.map(({ window }) => window));
      expect(left).toHaveLength(1_025);
      expect(['d1101', 'd1100', 'd1000', 'd999', 'd78'].every((name) => names.has(name))).toBe(true);
      expect(names.has('d77')).toBe(false);
      expect(left.find(({ window }) => window === 'd5')).toMatchObject({ amount: 7, settled: 0 });
    });

    it('[store.lease-leave] what was retired is not counted again by whoever leaves (skipped: no PostgreSQL)', async () => {
      const [one] = two();
      const id = await one.register('w1', 'log', 0);
      await one.take(id, [ask('a', { least: 30, wanted: 30 })]);
      await one.report(id, [report('a', { amount: 12, settled: 12, retired: true })]);
      expect(await one.leave(id, [report('a', { amount: 12, settled: 12, retired: true })])).toBe('kept');
      expect(await one.sums(['a'])).toMatchObject([{ amount: 12, settled: 12, held: 0 }]);
    });

    it('[store.lease-lost] a silent holder is fenced, and its slices are free once what it spent is settled (skipped: no PostgreSQL)', async () => {
      const [one, other] = two();
      const id = await one.register('w1', 'log', 7);
      await one.take(id, [ask('a', { least: 40, wanted: 40 })]);
      expect(await other.fenceSilent()).toEqual([]);
      await at.run(`UPDATE budget_holder SET expires_at = 1 WHERE writer = 'w1'`);
      expect(await other.fenceSilent()).toEqual([{ id, writer: 'w1', log: 'log', from: 7 }]);
      expect(await one.take(id, [ask('a')])).toEqual({ kind: 'fenced' });
      expect(await one.report(id, [])).toBe('fenced');
      expect(await one.leave(id, [])).toBe('fenced');
      const again = await one.register('w1', 'log', 9);
      expect(await other.fenceSilent()).toEqual([{ id, writer: 'w1', log: 'log', from: 7, until: 9 }]);
      expect((await one.take(again, [ask('a', { least: 11, wanted: 11 })])).kind).toBe('short');
      const spent = [{ ...key('a'), settled: 30, overrun: 0 }];
      expect(await other.settleLost(id, spent)).toBe(true);
      expect(await one.settleLost(id, spent)).toBe(false);
      expect((await one.take(again, [ask('a', { least: 20, wanted: 20 })])).kind).toBe('granted');
      expect(await one.leave(again, [report('a', { settled: 4, held: 5 })])).toBe('kept');
      expect(await one.sums(['a'])).toMatchObject([{ amount: 39, settled: 39, held: 0 }]);
      expect(await one.writers()).toEqual(new Set(['w1']));
    });

    it('[store.lease-earlier] what the log holds of others is counted once, by whoever comes first (skipped: no PostgreSQL)', async () => {
      const [one, other] = two();
      expect(await one.counted('log')).toBe(0);
      const spent = [{ ...key('a'), settled: 10, overrun: 2 }];
      const done = await Promise.all([one.count('log', 0, 100, spent), other.count('log', 0, 100, spent)]);
      expect(done.sort()).toEqual([false, true]);
      expect(await other.counted('log')).toBe(100);
      expect(await one.sums(['a'])).toEqual([{ ...key('a'), amount: 10, settled: 10, held: 0, overrun: 2 }]);
    });
  });
