/** 1,000 idle sessions and 1,000 open event streams at once, on the product as it runs. */
import { Agent } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HoldingUpstream } from './lib/held-calls.ts';
import { openCall, openSession, ping, servers, startHoldingUpstream } from './lib/held-calls.ts';
import type { Product } from './lib/product.ts';
import { startProduct } from './lib/product.ts';

const IDLE = 1_000;
const ACTIVE = 1_000;
/** One person has at most 256 sessions, and one upstream at most 256 sockets. */
const NAMES = ['one', 'two', 'three', 'four'];
/** Resident memory of one idle session and one open stream together, in KiB, with what the garbage collector has not taken yet. */
const MAX_KIB = 300;

let upstream: HoldingUpstream;
let product: Product;
const keys: string[] = [];
const agent = new Agent({ keepAlive: true, maxSockets: 50 });
const streams = new Agent({ maxSockets: Number.POSITIVE_INFINITY });

beforeAll(async () => {
  upstream = await startHoldingUpstream();
  product = await startProduct(servers(upstream.url, NAMES));
  for (const name of NAMES) {
    const made = await product.house.json('key', 'create', '--person', `${name}@bank.example`, '--agent', 'clerk');
    keys.push(String(made['token']));
  }
}, 60_000);
afterAll(async () => {
  agent.destroy();
  streams.destroy();
  await product?.stop();
  await upstream?.stop();
}, 60_000);

it('[hostile.streams] 1,000 idle sessions and 1,000 waiting calls: no error, bounded memory, each answered and recorded', async () => {
  const place = (i: number) => {
    const name = NAMES[i % NAMES.length] ?? '';
    return { url: `${product.url}/mcp/${name}`, key: keys[i % NAMES.length] ?? '' };
  };
  for (let i = 0; i < NAMES.length; i++) {
    const { url, key } = place(i);
    expect((await openCall(agent, url, key, `call warm ${i}`).done).status).toBe(200);
  }
  const before = product.memory();
  const sessions = await Promise.all(
    Array.from({ length: IDLE }, async (_, i) => ({
      ...place(i),
      id: await openSession(agent, place(i).url, place(i).key),
    })),
  );
  expect(new Set(sessions.map(({ id }) => id)).size).toBe(IDLE);
  const withSessions = product.memory();

  const open = Array.from({ length: ACTIVE }, (_, i) =>
    openCall(streams, place(i).url, place(i).key, `call hold ${i}`),
  );
  await expect.poll(() => upstream.held(), { timeout: 60_000 }).toBe(ACTIVE);
  // A stream is open once it has been kept alive.
  await expect.poll(() => open.filter((call) => call.beats() > 0).length, { timeout: 60_000 }).toBe(ACTIVE);
  const withAll = product.memory();

  // Others are served meanwhile.
  const { url, key } = place(0);
  expect((await openCall(agent, url, key, 'call beside').done).status).toBe(200);
  await upstream.release();
  const answers = await Promise.all(open.map((call) => call.done));
  expect(
    answers.filter(({ status, text }) => status === 200 && text.includes('"content"') && !text.includes('"error"'))
      .length,
  ).toBe(ACTIVE);
  const statuses = await Promise.all(sessions.filter((_, i) => i % 10 === 0).map((s) => ping(s.url, s.key, s.id)));
  expect(new Set(statuses)).toEqual(new Set([200]));

  const calls = ACTIVE + NAMES.length + 1;
  await expect.poll(() => product.records()['mcp.outcome'], { timeout: 20_000 }).toBe(calls);
  const records = product.records();
  expect([records['mcp.decision'], records['session.open']]).toEqual([calls, IDLE]);
  const perPair = ((withAll - before) * 1024) / IDLE;
  console.log(
    `memory of gateway, sequencer and signer: ${before.toFixed(0)} MiB at rest, ${withSessions.toFixed(0)} MiB with ${IDLE} sessions, ${withAll.toFixed(0)} MiB with ${ACTIVE} open streams besides: ${perPair.toFixed(0)} KiB for a session and a stream`,
  );
  expect(perPair).toBeLessThan(MAX_KIB);
}, 180_000);
