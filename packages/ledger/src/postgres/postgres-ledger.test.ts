/** A whole ledger whose rows lie in PostgreSQL: records, reads, restarts, standby. */
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { checkLedger } from '../check/check-ledger.ts';
import { content, decision, outcome } from '../test-support/drafts.ts';
import { startEngines } from '../test-support/engines.ts';
import { createLab } from '../test-support/ledger-lab.ts';
import { connectPostgres } from './connect.ts';
import { openPostgresLog } from './open-log.ts';

const { postgres, stop } = await startEngines();
const lab = createLab();
afterEach(() => lab.dispose());
afterAll(stop);

const database = async () => {
  if (postgres === undefined) throw new Error('no server');
  return { kind: 'postgres', url: await postgres.newDatabase() } as const;
};

describe.skipIf(postgres === undefined)('a ledger on PostgreSQL (skipped: no PostgreSQL)', () => {
  it('[ledger.postgres] records, signs, reads back and goes on after a restart (skipped: no PostgreSQL)', async () => {
    const [dir, store] = [lab.folder(), await database()];
    const ledger = await lab.start(dir, { store });
    const sub = ledger.handle('person', 'ada@example.org');
    const calls = Array.from({ length: 300 }, () => {
      const decided = ledger.record(decision(sub, 'permit'), content([sub], 'payload'));
      ledger.record(outcome(sub, decided.leaf));
      return decided.id;
    });
    const open = ledger.record(decision(sub, 'permit'));
    await open.durable;
    await ledger.sealHead();
    const reader = ledger.reader();
    expect(reader.size()).toBe(602);
    expect([...reader.byType(['mcp.outcome'])]).toHaveLength(300);
    expect([...reader.byType(['genesis'])]).toHaveLength(1);
    expect(reader.find(open.id)?.index).toBe(601);
    expect(Buffer.from(reader.payload(calls[7] ?? '', 'args') ?? []).toString()).toBe('payload');
    expect(reader.subject(sub)).toEqual({ kind: 'person', reference: 'ada@example.org' });
    expect([...reader.sealed()]).toHaveLength(300);
    expect(reader.latestCheckpoint()?.size).toBe(602);
    reader.close();
    await ledger.close();

    const again = await lab.start(dir, { store });
    // The call without an outcome was closed, those with one were not.
    expect(again.startup).toMatchObject({ created: false, found: 602, openCalls: 1, unacknowledged: undefined });
    expect(again.handle('person', 'ada@example.org')).toBe(sub);
    await again.sealHead();
    expect(await checkLedger(dir, store)).toMatchObject({ ok: true });
    await again.close();
  });

  it('[ledger.postgres] another origin and a newer schema are refused by name (skipped: no PostgreSQL)', async () => {
    const store = await database();
    await (await lab.start(lab.folder(), { store })).close();
    await expect(lab.start(lab.folder(), { store, origin: 'other.test/log' })).rejects.toMatchObject({
      code: 'ledger.origin-mismatch',
    });
    const client = await connectPostgres(store.url, 'test');
    await client.query("UPDATE meta SET value = '99' WHERE key = 'version'");
    await client.end();
    await expect(lab.start(lab.folder(), { store })).rejects.toMatchObject({ code: 'ledger.schema-version' });
  });

  it('[ledger.lease] one sequencer at a time: the second waits, and takes over with a higher token when the first gives way (skipped: no PostgreSQL)', async () => {
    const store = await database();
    const open = (waitMs: number | undefined, told: string[] = []) =>
      openPostgresLog({ url: store.url, origin: 'o', waitMs, onWait: (holder) => void told.push(holder) });
    const first = await open(0);
    if (!first.ok) throw new Error(first.error.detail);
    const told: string[] = [];
    expect(await open(0, told)).toMatchObject({ ok: false, error: { kind: 'held' } });
    expect(told[0]).toContain(`process ${process.pid}`);
    const waiting = open(undefined);
    await first.value.close();
    const second = await waiting;
    if (!second.ok) throw new Error(second.error.detail);
    expect(second.value.lease.epoch).toBe(first.value.lease.epoch + 1);
    // A session that ends without giving way is replaced at once too. Found by the key of the lease's lock.
    const third = open(undefined);
    await postgres?.admin(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'remit-sequencer' AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 1818585203)",
    );
    expect(await second.value.lost).toContain('connection to PostgreSQL was lost');
    const taken = await third;
    expect(taken.ok && taken.value.lease.epoch).toBe(second.value.lease.epoch + 1);
    await second.value.close();
    if (taken.ok) await taken.value.close();
  });
});
