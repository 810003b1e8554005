/** A gateway learns what others recorded, and decides nothing while it cannot. */
import { silentLogger } from '@remit/core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { decision } from '../test-support/drafts.ts';
import { startEngines } from '../test-support/engines.ts';
import { createLab, parseEntry, until } from '../test-support/ledger-lab.ts';
import { followRecords, type RecordFollower } from './follow-records.ts';

const { postgres, stop } = await startEngines();
const lab = createLab();
const followers: RecordFollower[] = [];
afterEach(async () => {
  for (const follower of followers.splice(0)) await follower.stop();
  await lab.dispose();
});
afterAll(stop);

describe.skipIf(postgres === undefined)('on PostgreSQL (skipped: no PostgreSQL)', () => {
  it('[gateways.follow] reads each record once, in order, again after a failure; no decision is recorded while it cannot read (skipped: no PostgreSQL)', async () => {
    if (postgres === undefined) throw new Error('no server');
    const store = { kind: 'postgres', url: await postgres.newDatabase() } as const;
    const ledger = await lab.start(lab.folder(), { store });
    const sub = ledger.handle('person', 'ada');
    const change = (ref: string) =>
      ledger.record({ t: 'registry.change', chg: { what: 'key.revoke', ref, of: sub } }).durable;
    await change('before');
    const reader = ledger.reader();
    const from = reader.size();
    reader.close();
    const follower = followRecords({
      url: store.url,
      types: ['registry.change'],
      from,
      everyMs: 20,
      staleMs: 400,
      logger: silentLogger,
    });
    followers.push(follower);
    const seen: string[] = [];
    let failing = false;
    follower.start((records) => {
      if (failing) return Promise.reject(new Error('not now'));
      for (const { entry } of records) {
        const record = parseEntry(entry);
        if (record.t === 'registry.change') seen.push(record.chg.ref);
      }
      return Promise.resolve();
    });
    await change('a');
    await ledger.record(decision(sub)).durable;
    await change('b');
    await until(() => seen.length >= 2);
    expect(seen).toEqual(['a', 'b']);
    const guarded = follower.guard(ledger);
    await guarded.record(decision(sub)).durable;

    // What came cannot be taken: it counts as not read.
    failing = true;
    await change('c');
    await until(() => !follower.current());
    expect(() => guarded.record(decision(sub))).toThrow(/other gateways/);
    await guarded.record({ t: 'heartbeat', hb: { why: 'goes on' } }).durable;
    failing = false;
    await until(() => follower.current());
    expect(seen).toEqual(['a', 'b', 'c']);
    await guarded.record(decision(sub)).durable;
  }, 60_000);
});
