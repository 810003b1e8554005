/**
 * PostgreSQL under the ledger dies, loses its connections, or gives the lease to somebody else, all under load: nothing
 * acknowledged is lost, no index is used twice, and there are never two heads that disagree. The campaign does the same for
 * longer, and fills the disk (test/campaign/postgres.campaign.ts).
 */
import { utf8 } from '@remit/core';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { checkLog } from '../test-support/check-log.ts';
import { startEngines } from '../test-support/engines.ts';
import { keepAppending } from '../test-support/keep-appending.ts';
import { createLab, until } from '../test-support/ledger-lab.ts';
import { type LabSequencer, labItem, startSequencerLab } from '../test-support/sequencer-lab.ts';

const { postgres, stop } = await startEngines();
const lab = createLab();
afterEach(() => lab.dispose());
afterAll(stop);

const database = async () => {
  if (postgres === undefined) throw new Error('no server');
  const url = await postgres.newDatabase();
  return { url, name: new URL(url).pathname.slice(1), store: { kind: 'postgres', url } as const };
};

describe.skipIf(postgres === undefined)('under load (skipped: no PostgreSQL)', () => {
  it.each([
    ['the server is killed', 3],
    ['the connections are cut', 6],
  ] as const)(
    '[ledger.postgres-faults] %s: nothing acknowledged is lost, no index is used twice (skipped: no PostgreSQL)',
    async (what, rounds) => {
      const { store } = await database();
      const dir = lab.folder();
      const ledger = await lab.start(dir, { store, durableTimeoutMs: 30_000 });
      const load = keepAppending(ledger);
      for (let round = 0; round < rounds; round++) {
        const from = load.acknowledged.size;
        await until(() => load.acknowledged.size > from + 40 + 23 * round);
        if (what === 'the server is killed') {
          await postgres?.kill();
          await until(() => !ledger.ready());
          await postgres?.restart();
        } else {
          await postgres?.admin(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'remit-%' AND datname <> current_database()",
          );
        }
        await until(() => ledger.ready() && load.acknowledged.size > from + 60 + 23 * round);
      }
      await load.stop();
      await ledger.sealHead();
      await ledger.close();
      const log = await checkLog(dir, store);
      for (const [index, id] of load.acknowledged) expect(log.ids[index]).toBe(id);
      expect(log.size).toBeGreaterThanOrEqual(load.acknowledged.size);
    },
    120_000,
  );
});

describe.skipIf(postgres === undefined)('the lease (skipped: no PostgreSQL)', () => {
  it('[ledger.lease-lost] [ledger.fencing] is lost while committing: the old sequencer acknowledges nothing more, the next one goes on (skipped: no PostgreSQL)', async () => {
    const { store, name } = await database();
    const place = { ...store, standby: true };
    const signer = await startSequencerLab();
    const acknowledged = new Map<number, number>();
    const note = (from: LabSequencer) => {
      for (const [n, index] of from.acknowledged) {
        // A record that was sent again has the index that it had.
        expect(acknowledged.get(n) ?? index).toBe(index);
        acknowledged.set(n, index);
      }
    };
    let n = 0;
    let holder = signer.start(place);
    await until(() => holder.ready());
    for (let round = 0; round < 4; round++) {
      if (round === 0) {
        const ready = holder.said.find((message) => message.kind === 'ready');
        const entry = utf8(JSON.stringify({ t: 'genesis', gen: { vkey: ready?.vkey } }));
        holder.append([{ ...labItem(n++), entry }]);
      }
      const standby = signer.start(place);
      const upTo = n + 300;
      const pump = setInterval(() => {
        const items = Array.from({ length: 7 }, () => labItem(n++));
        holder.append(items);
      }, 1);
      await until(() => n >= upTo && holder.acknowledged.size > 0);
      if (round % 2 === 0) {
        // Its deadline has passed: the standby ends its session and takes over.
        await postgres?.admin("UPDATE remit_ledger.lease SET expires = '-infinity'", name);
      } else {
        // Somebody else has the next token and the old session goes on unhindered: only the fence is in its way.
        await postgres?.admin(
          "UPDATE remit_ledger.lease SET epoch = epoch + 1, expires = '-infinity', holder = 'somebody'",
          name,
        );
      }
      await until(() => standby.ready() && holder.failed.length > 0);
      clearInterval(pump);
      const last = holder.acknowledged.size;
      note(holder);
      // What nobody answered for is sent again, as the gateway does.
      const open = Array.from({ length: n }, (_, i) => i).filter((i) => i > 0 && !acknowledged.has(i));
      standby.append(
        open.map((i) => labItem(i)),
        true,
      );
      await until(() => open.every((i) => standby.acknowledged.has(i)));
      note(standby);
      expect(holder.acknowledged.size).toBe(last);
      expect(holder.failed[0]).toMatch(/lease|connection|taken over/i);
      holder = standby;
    }
    await holder.stop();
    await signer.stop();
    const rows = (await postgres?.admin('SELECT idx, writer, n FROM remit_ledger.entry ORDER BY idx', name)) ?? [];
    expect(rows.map(({ idx }) => Number(idx))).toEqual(rows.map((_, i) => i));
    for (const [record, index] of acknowledged) expect(rows[index]).toMatchObject({ writer: 'w', n: String(record) });
    expect(new Set(acknowledged.values()).size).toBe(acknowledged.size);
  }, 120_000);
});
