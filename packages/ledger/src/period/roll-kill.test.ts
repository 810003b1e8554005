/** kill -9 in the middle of a roll on PostgreSQL: the process and its children are gone at once, and the same call goes on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@remit/core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { checkLedger } from '../check/check-ledger.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import { content, decision } from '../test-support/drafts.ts';
import { startEngines } from '../test-support/engines.ts';
import { createLab, ORIGIN, recordsOf } from '../test-support/ledger-lab.ts';
import type { StorePlace } from '../types.ts';
import { endedStore } from './ended-store.ts';
import { pendingRoll, rollLedger } from './roll.ts';

const { postgres, stop } = await startEngines();
const lab = createLab();
afterEach(() => lab.dispose());
afterAll(stop);

const NEXT = 'ledger.test/2027q1';

/** A process that rolls, a group of its own. */
function startRoll(dir: string, url: string): ChildProcess {
  const entry = new URL('../../dist/index.js', import.meta.url).href;
  const script = `
    const { rollLedger } = await import(${JSON.stringify(entry)});
    const silent = () => {};
    await rollLedger({
      dir: ${JSON.stringify(dir)}, store: { kind: 'postgres', url: ${JSON.stringify(url)} },
      origin: ${JSON.stringify(ORIGIN)}, next: ${JSON.stringify(NEXT)}, why: 'period', software: 'remit-test 0', witnesses: [],
      clock: { now: () => Date.now() }, keepOrigin: silent,
      logger: { debug: silent, info: silent, warn: silent, error: silent },
    });`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore', detached: true });
}

describe.skipIf(postgres === undefined)('on PostgreSQL (skipped: no PostgreSQL)', () => {
  it('[period.roll-postgres] a roll killed at any stage is gone on from by the same call: one end, one beginning, nothing lost (skipped: no PostgreSQL)', async () => {
    if (postgres === undefined) throw new Error('no server');
    const server = postgres;
    const stages: Readonly<Record<string, (dir: string, database: string) => Promise<boolean>>> = {
      'when it was decided': (dir) => Promise.resolve(existsSync(join(dir, 'roll.json'))),
      'when the next log had a key': (dir) =>
        Promise.resolve(existsSync(join(dir, 'periods', 'next', 'signer', 'log.key'))),
      'when the old log said its end': async (_, database) =>
        (await server.admin("SELECT 1 FROM remit_ledger.entry WHERE t = 'continues'", database).catch(() => []))
          .length > 0,
      'when rows had changed places': (_, database) => hasSchema(database, 'remit_ended_%'),
    };
    async function hasSchema(database: string, like: string): Promise<boolean> {
      return (await server.admin(`SELECT 1 FROM pg_namespace WHERE nspname LIKE '${like}'`, database)).length > 0;
    }

    for (const [stage, reached] of Object.entries(stages)) {
      const dir = lab.folder();
      const store: StorePlace = { kind: 'postgres', url: await server.newDatabase() };
      const database = new URL(store.url).pathname.slice(1);
      const ledger = await lab.start(dir, { store });
      const sub = ledger.handle('person', 'ada');
      const call = ledger.record(decision(sub), content([sub], 'secret'));
      await call.durable;
      await ledger.close();

      const rolling = startRoll(dir, store.url);
      const ended = once(rolling, 'exit');
      while (!(await reached(dir, database)) && rolling.exitCode === null)
        await new Promise((resolve) => setTimeout(resolve, 5));
      // The sequencers and signers are in its group.
      if (rolling.pid !== undefined && rolling.exitCode === null) process.kill(-rolling.pid, 'SIGKILL');
      await ended;

      // Whatever was reached before the signal came: the same call ends it.
      if (pendingRoll(dir) !== undefined) {
        const rolled = await rollLedger({
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
        });
        if (!rolled.ok) throw new Error(`${stage}: ${rolled.error}`);
      }
      expect(pendingRoll(dir), stage).toBeUndefined();
      const before = join(dir, 'periods', 'ledger.test_2026q4');
      const place = endedStore(before, store);
      const [old, now] = [openLedgerReader(before, place), openLedgerReader(dir, store)];
      expect(
        recordsOf(old).filter((record) => record.t === 'continues'),
        stage,
      ).toHaveLength(1);
      expect(recordsOf(old).at(-1)?.t, stage).toBe('continues');
      expect(
        recordsOf(now).map((record) => record.t),
        stage,
      ).toEqual(['genesis', 'continues']);
      expect(Buffer.from(old.payload(call.id, 'args') ?? '').toString(), stage).toBe('secret');
      old.close();
      now.close();
      expect((await checkLedger(before, place)).ok, stage).toBe(true);
      expect((await checkLedger(dir, store)).ok, stage).toBe(true);
      const again = await lab.start(dir, { store, origin: NEXT });
      expect(again.handle('person', 'ada'), stage).toBe(sub);
      await again.close();
    }
  }, 300_000);
});
