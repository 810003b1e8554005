/**
 * A minute at about 70 % of what the machine can do, with 1,000 open streams: no error, and memory does not grow.
 * `CAMPAIGN=short` runs ten seconds, in which heaps still take their size: its bound only catches what runs away. The load comes from this process, on the same machine.
 */
import { Agent } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HoldingUpstream } from '../lib/held-calls.ts';
import { openCall, servers, startHoldingUpstream } from '../lib/held-calls.ts';
import type { Product } from '../lib/product.ts';
import { startProduct } from '../lib/product.ts';
import { pause } from './lib/programs.ts';
import { isShort } from './lib/random.ts';
import { say } from './lib/table.ts';

const STREAMS = 1_000;
const SHARE = 0.7;
const LANES = 32;
const SECONDS = isShort ? 10 : 60;
/** Seconds at the start of the load that are not in the fit: buffers and heaps take their size. */
const WARM_UP = isShort ? 4 : 20;
const CAPACITY_SECONDS = isShort ? 4 : 10;
const SAMPLE_MS = 250;
/** Steepest growth of all processes together that counts as flat, in MiB a minute. */
const MAX_SLOPE = isShort ? 1_000 : 30;
/** Least share of the capacity that must have been sent: other work on the machine may take some of it. */
const MIN_SHARE = 0.5;
/** Calls of the load that may be under way at once. More are not started, and counted as put off. */
const MAX_OPEN = 256;
const NAMES = ['one', 'two', 'three', 'four'];

let upstream: HoldingUpstream;
let product: Product;
const agent = new Agent({ keepAlive: true, maxSockets: MAX_OPEN });
const streams = new Agent({ maxSockets: Number.POSITIVE_INFINITY });

beforeAll(async () => {
  upstream = await startHoldingUpstream();
  product = await startProduct(servers(upstream.url, NAMES));
});
afterAll(async () => {
  agent.destroy();
  streams.destroy();
  await product?.stop();
  await upstream?.stop();
});

let sent = 0;
const wrong: string[] = [];
const place = (n: number) => `${product.url}/mcp/${NAMES[n % NAMES.length]}`;

/** One call; anything but the right answer is kept. */
async function one(): Promise<void> {
  const n = sent++;
  const { status, text } = await openCall(agent, place(n), product.key, `call ${n}`).done;
  if (status !== 200 || !text.includes('"content"') || text.includes('"isError":true'))
    wrong.push(`${status} ${text.slice(0, 200)}`);
}

/** Calls a second with all lanes busy. */
async function capacity(): Promise<number> {
  const began = performance.now();
  const first = sent;
  const lane = async () => {
    while (performance.now() - began < CAPACITY_SECONDS * 1000) await one();
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return ((sent - first) * 1000) / (performance.now() - began);
}

interface Sample {
  readonly second: number;
  readonly MiB: number;
}

/** Sends at `rate` calls a second, whatever the answers take, and looks at the memory meanwhile. */
async function load(rate: number): Promise<{ samples: Sample[]; putOff: number; calls: number }> {
  const began = performance.now();
  const first = sent;
  const samples: Sample[] = [];
  const open = new Set<Promise<void>>();
  let due = 0;
  let putOff = 0;
  let sampled = 0;
  for (;;) {
    const now = performance.now() - began;
    if (now > SECONDS * 1000) break;
    for (; due < (now / 1000) * rate; due++) {
      if (open.size >= MAX_OPEN) putOff += 1;
      else {
        const call = one().finally(() => open.delete(call));
        open.add(call);
      }
    }
    if (now - sampled >= SAMPLE_MS) {
      sampled = now;
      samples.push({ second: now / 1000, MiB: product.memory() + product.witnessMemory() });
    }
    await pause(5);
  }
  await Promise.all(open);
  return { samples, putOff, calls: sent - first };
}

/** Slope of the least-squares line, in MiB a minute. */
function slope(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const second = mean((sample) => sample.second);
  const MiB = mean((sample) => sample.MiB);
  const above = mean((sample) => (sample.second - second) * (sample.MiB - MiB));
  return (above / mean((sample) => (sample.second - second) ** 2)) * 60;
}

it('[hostile.soak] at 70 % of capacity with 1,000 open streams memory is flat and nothing fails', async () => {
  const held = Array.from({ length: STREAMS }, (_, n) => openCall(streams, place(n), product.key, `call hold ${n}`));
  while ((await upstream.held()) < STREAMS) await pause(50);
  const most = await capacity();
  const { samples, putOff, calls } = await load(most * SHARE);
  const kept = samples.filter(({ second }) => second >= WARM_UP);
  const growth = slope(kept);
  const sizes = kept.map(({ MiB }) => MiB);
  await upstream.release();
  const answers = await Promise.all(held.map((call) => call.done));
  say(
    `soak: capacity ${most.toFixed(0)} calls/s with ${STREAMS} open streams; ${calls} calls in ${SECONDS} s, ${(calls / SECONDS).toFixed(0)}/s (${((100 * calls) / SECONDS / most).toFixed(0)} %), ${putOff} put off, ${wrong.length} wrong`,
  );
  say(
    `soak: memory of gateway, sequencer, signer and witness after ${WARM_UP} s: ${Math.min(...sizes).toFixed(0)} to ${Math.max(...sizes).toFixed(0)} MiB, ${growth.toFixed(1)} MiB a minute (at most ${MAX_SLOPE}) over ${kept.length} samples`,
  );
  expect(wrong).toEqual([]);
  expect(answers.filter(({ status, text }) => status !== 200 || !text.includes('"content"'))).toEqual([]);
  expect(answers.every((_, n) => (held[n]?.beats() ?? 0) > 0 || isShort)).toBe(true);
  expect(calls / SECONDS / most).toBeGreaterThan(MIN_SHARE);
  expect(growth).toBeLessThan(MAX_SLOPE);
  await expect.poll(() => product.records()['mcp.outcome'], { timeout: 60_000 }).toBe(sent + STREAMS);
  expect(product.records()['mcp.decision']).toBe(sent + STREAMS);
});
