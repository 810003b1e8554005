/** Several gateways, two sequencers that take turns, one signer, one database; and outages of the sequencers. */
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@remit/core';
import { selfSigned } from '@remit/testing';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { connectPostgres } from '../postgres/connect.ts';
import { serveSigner } from '../signer/serve.ts';
import { createSigner } from '../signer/signer.ts';
import { checkLog } from '../test-support/check-log.ts';
import { content, decision, outcome } from '../test-support/drafts.ts';
import { startEngines } from '../test-support/engines.ts';
import { createLab, ORIGIN, recordsOf, until } from '../test-support/ledger-lab.ts';
import type { Ledger, StorePlace } from '../types.ts';
import { leftSpools } from '../writer/spool.ts';
import type { ServicePlace, ServiceTls } from './listen.ts';
import { type SequencerService, startSequencerService } from './serve-sequencer.ts';

const { postgres, stop } = await startEngines();
const lab = createLab();
const services: SequencerService[] = [];
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await lab.dispose();
  for (const service of services.splice(0)) await service.close();
  for (const end of ends.splice(0)) await end();
});
afterAll(stop);

/** One signer, one database, and what starts sequencers and gateways on them. */
async function house() {
  if (postgres === undefined) throw new Error('no server');
  const shared = lab.folder();
  const store: StorePlace = {
    kind: 'postgres',
    url: await postgres.newDatabase(),
    subjectKeys: join(shared, 'subject-keys', 'keys.bin'),
  };
  const signer = join(shared, 'signer.sock');
  const server = await serveSigner({
    signer: createSigner({ folder: join(shared, 'signer'), origin: ORIGIN, clock: systemClock }),
    socketPath: signer,
    onRefused() {},
    onFailure() {},
  });
  ends.push(() => server.stop(0));
  const secrets = join(shared, 'secrets');
  const serve = async (listen: ServicePlace, tls?: ServiceTls, dir = lab.folder()) => {
    const service = await startSequencerService({
      dir,
      origin: ORIGIN,
      software: 'remit-test 0',
      store,
      witnesses: [],
      signer,
      listen,
      ...(tls === undefined ? {} : { tls }),
      clock: systemClock,
      logger: silentLogger,
    });
    services.push(service);
    return service;
  };
  const gateway = async (places: readonly ServicePlace[], tls?: ServiceTls, dir = lab.folder(), timeoutMs = 20_000) => {
    // Gateways of one log hold one vault key.
    if (readdirSync(shared).includes('secrets')) cpSync(secrets, join(dir, 'secrets'), { recursive: true });
    const sequencers = { places, ...(tls === undefined ? {} : { tls }) };
    const ledger = await lab.start(dir, { store, sequencers, durableTimeoutMs: timeoutMs });
    cpSync(join(dir, 'secrets'), secrets, { recursive: true });
    return { ledger, dir };
  };
  const unix = (name: string): ServicePlace => ({ kind: 'unix', path: join(shared, `${name}.sock`) });
  return { store, serve, gateway, unix, shared };
}

async function call(ledger: Ledger, who: string): Promise<number> {
  const sub = ledger.handle('person', who);
  const decided = ledger.record(decision(sub, 'permit'), content([sub], `of ${who}`));
  const { index } = await decided.durable;
  await ledger.record(outcome(sub, decided.leaf)).durable;
  return index;
}

describe.skipIf(postgres === undefined)('sequencers as services (skipped: no PostgreSQL)', () => {
  it('[ledger.service] two gateways write to the one that holds the lease; when it goes, the standby takes over and nothing is lost (skipped: no PostgreSQL)', async () => {
    const { store, serve, gateway, unix } = await house();
    const [a, b] = [unix('a'), unix('b')];
    const first = await serve(a);
    await first.first;
    const standby = await serve(b);
    const one = await gateway([a, b]);
    const two = await gateway([b, a]);
    expect([first.leads(), standby.leads()]).toEqual([true, false]);
    const indexes = await Promise.all(
      Array.from({ length: 40 }, (_, i) => call(i % 2 === 0 ? one.ledger : two.ledger, `p${i % 5}`)),
    );
    expect(new Set(indexes).size).toBe(40);
    const open = two.ledger.record(decision(two.ledger.handle('person', 'open'), 'permit'));
    await open.durable;

    const under = Promise.all(Array.from({ length: 60 }, (_, i) => call(i % 2 === 0 ? one.ledger : two.ledger, 'q')));
    await first.close();
    services.splice(services.indexOf(first), 1);
    await under;
    expect(standby.leads()).toBe(true);
    await one.ledger.sealHead();

    // A third gateway that starts now closes no call of another one.
    const three = await gateway([a, b]);
    expect(three.ledger.startup.openCalls).toBe(0);
    const reader = three.ledger.reader();
    expect(recordsOf(reader).filter((record) => record.t === 'genesis')).toHaveLength(1);
    expect(
      recordsOf(reader).filter((record) => record.t === 'gap' && record.gap.kind !== 'unacknowledged-commit'),
    ).toEqual([]);
    reader.close();
    // Its own, after it ended without an answer, are closed at its next start.
    await two.ledger.close();
    const again = await gateway([a, b], undefined, two.dir);
    expect(again.ledger.startup.openCalls).toBe(1);
    await checkLog(one.dir, store);
  }, 60_000);

  it('[ledger.service-ended] a standby whose log is ended while it waits says so, takes no lease and puts no gateway off (skipped: no PostgreSQL)', async () => {
    const { store, serve, gateway, unix } = await house();
    const [a, b] = [unix('a'), unix('b')];
    const first = await serve(a);
    await first.first;
    const standby = await serve(b);
    const { ledger } = await gateway([b, a]);
    await call(ledger, 'p');
    if (store.kind !== 'postgres') throw new Error('no server');
    const client = await connectPostgres(store.url, 'test');
    const epoch = async () => (await client.query<{ epoch: number }>('SELECT epoch FROM lease')).rows[0]?.epoch;
    const before = await epoch();
    // What the renaming of a roll looks like from here: the same names, tables of the next log.
    await client.query("UPDATE meta SET value = 'ledger.test/next' WHERE key = 'origin'");
    expect(await standby.ended).toContain('the database holds ledger.test/next, asked for ');
    expect([standby.leads(), await epoch()]).toEqual([false, before]);
    await call(ledger, 'q');
    const late = await serve(unix('c'));
    expect(await late.ended).toContain('ledger.test/next');
    expect(await epoch()).toBe(before);
    await client.end();
  }, 60_000);

  it('[ledger.spool] while no sequencer is there decisions are refused, outcomes are kept on disk, and both are sent once when one is back, also by the next process (skipped: no PostgreSQL)', async () => {
    const { store, serve, gateway, unix, shared } = await house();
    const a = unix('a');
    const dir = join(shared, 'service');
    mkdirSync(dir);
    const service = await serve(a, undefined, dir);
    const { ledger, dir: own } = await gateway([a], undefined, undefined, 300);
    const sub = ledger.handle('person', 'ada@example.org');
    const decided = ledger.record(decision(sub, 'permit'));
    await decided.durable;
    await service.close();
    services.length = 0;
    await until(() => !ledger.ready());
    const answered = ledger.record(outcome(sub, decided.leaf), content([sub], 'answer'));
    const refused = ledger.record(decision(sub, 'permit'));
    await expect(refused.durable).rejects.toMatchObject({ code: 'ledger.not-durable' });
    const spool = join(own, 'spool');
    expect(leftSpools(spool).map(({ items }) => items.map(({ id }) => id))).toEqual([[answered.id, refused.id]]);

    // The process ends here as far as its disk is concerned; to make it worse it goes on as well.
    const after = lab.folder();
    cpSync(spool, join(after, 'spool'), { recursive: true });
    await serve(a, undefined, dir);
    const next = await gateway([a], undefined, after);
    await until(() => ledger.outstanding() === 0);
    const log = await checkLog(after, store);
    for (const { id } of [answered, refused]) expect(log.ids.filter((other) => other === id)).toHaveLength(1);
    // The outcome closed its call; the decision that nobody could forward is closed by a gap record.
    expect(next.ledger.startup.openCalls).toBe(1);
    expect(leftSpools(join(after, 'spool'))).toEqual([]);
    await until(() => leftSpools(spool).length === 0);
  }, 60_000);

  it('[ledger.service-tls] over TCP both sides show certificates; a stranger gets no word (skipped: no PostgreSQL)', async () => {
    const { serve, gateway } = await house();
    const cert = selfSigned();
    const tls: ServiceTls = { ca: cert.certificate, certificate: cert.certificate, key: cert.key };
    const service = await serve({ kind: 'tcp', host: 'localhost', port: 0 }, tls);
    const { ledger } = await gateway([service.place], tls);
    await call(ledger, 'ada');
    const other = selfSigned();
    const stranger = gateway([service.place], { ca: cert.certificate, certificate: other.certificate, key: other.key });
    const late = new Promise((resolve) => setTimeout(() => resolve('late'), 1_500));
    expect(await Promise.race([stranger.then(() => 'in'), late])).toBe('late');
  }, 60_000);
});
