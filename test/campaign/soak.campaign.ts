/**
 * A minute at about 70 % of what the machine can do, with 1,000 open streams: no wrong answer, and memory is flat. The load
 * comes from this process, on the same machine.
 *
 * What "flat" means here. Two measures, because neither alone is honest:
 *
 * 1. Live heap: what each process still holds after all garbage was collected, with the streams open and no call under
 *    way, before the load and after it. A leak of anything kept by a call shows here, with the noise of collections gone.
 * 2. Resident memory (RSS) of all processes together, sampled under load after a minute of warm-up: the highest of the
 *    last third against the highest of the first third. It shows what the heap does not: native memory, fragments.
 *
 * RSS right after a start is no measure: V8 grows young space and keeps slack of old space for the rate of garbage that it
 * sees, and the allocator keeps pages, so that RSS climbs in the first minutes of any load while the live heap stands still.
 *
 * `CAMPAIGN=short` runs ten seconds: its live heap is held to the same bound, its RSS only against running away.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { familyOf, memoryOf } from '../../apps/bench/src/cpu.ts';
import type { HoldingUpstream } from '../lib/held-calls.ts';
import { openCall, servers, startHoldingUpstream } from '../lib/held-calls.ts';
import { countRecords } from './lib/count-records.ts';
import { type Installation, makeInstallation } from './lib/installation.ts';
import { heapEnv, liveHeap } from './lib/live-heap.ts';
import { type Pace, paced } from './lib/paced.ts';
import { pause } from './lib/programs.ts';
import { isShort } from './lib/random.ts';
import { say, table } from './lib/table.ts';

const STREAMS = 1_000;
const SHARE = 0.7;
const LANES = 32;
const SECONDS = isShort ? 10 : Number(process.env['CAMPAIGN_SOAK_SECONDS'] ?? 60);
/** Seconds of the same load before RSS is looked at. */
const WARM_UP = isShort ? 3 : 60;
const CAPACITY_SECONDS = isShort ? 4 : 10;
/** Most that the live heaps of all processes together may grow, in MiB. */
const MAX_LIVE = 8;
/** Most that the highest RSS may grow from the first third to the last. */
const MAX_RSS = isShort ? 2 : 1.1;
/** Least share of the capacity that must have been sent: other work on the machine may take some of it. */
const MIN_SHARE = 0.5;
/** Time in which the last calls of a load end and their outcomes are stored. */
const SETTLE_MS = 3_000;
const NAMES = ['one', 'two', 'three', 'four'];

const folder = mkdtempSync(join(tmpdir(), 'remit-soak-'));
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const streams = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
let upstream: HoldingUpstream;
let made: Installation;

beforeAll(async () => {
  upstream = await startHoldingUpstream();
  const env = heapEnv(folder);
  made = await makeInstallation({ env, witnessEnv: env, servers: () => servers(upstream.url, NAMES).servers });
});
afterAll(async () => {
  agent.destroy();
  streams.destroy();
  await made?.remove();
  await upstream?.stop();
  rmSync(folder, { recursive: true, force: true });
});

let sent = 0;
const wrong: string[] = [];
const place = (n: number) => made.url.replace(/fixed$/, NAMES[n % NAMES.length] ?? '');

/** One call; anything but the right answer is kept. */
async function one(): Promise<void> {
  const n = sent++;
  const { status, text } = await openCall(agent, place(n), made.agentKey, `call ${n}`).done;
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

/** The processes of the product, by name. */
function processes(): { name: string; pid: number }[] {
  const family = familyOf(made.gatewayPid() ?? 0).map(({ pid, command }) => ({
    name: /(sequencer|signer)\/main/.exec(command)?.[1] ?? 'gateway',
    pid,
  }));
  return [...family, { name: 'witness', pid: made.witnessPid() ?? 0 }];
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

it('[hostile.soak] at 70 % of capacity with 1,000 open streams memory is flat and nothing fails', async () => {
  const held = Array.from({ length: STREAMS }, (_, n) => openCall(streams, place(n), made.agentKey, `call hold ${n}`));
  while ((await upstream.held()) < STREAMS) await pause(50);
  const most = await capacity();
  await pause(SETTLE_MS);
  const all = processes();
  const pids = all.map(({ pid }) => pid);
  const before = await liveHeap(folder, pids);
  const pace: Pace = {
    rate: most * SHARE,
    seconds: WARM_UP + SECONDS,
    measure: () => sum(pids.map(memoryOf)) / 2 ** 20,
  };
  const { samples, putOff, calls, tookS } = await paced(one, pace);
  await pause(SETTLE_MS);
  const after = await liveHeap(folder, pids);
  await upstream.release();
  const answers = await Promise.all(held.map((call) => call.done));

  const third = (n: number) =>
    Math.max(
      ...samples.flatMap(({ second, value }) => {
        const at = ((second - WARM_UP) * 3) / SECONDS;
        return at >= n && at < n + 1 ? [value] : [];
      }),
    );
  const rss = [third(0), third(1), third(2)];
  const grown = sum(after) - sum(before);
  const share = calls / tookS / most;
  say(
    `soak: capacity ${most.toFixed(0)} calls/s with ${STREAMS} open streams; ${calls} calls in ${tookS.toFixed(0)} s, ${(calls / tookS).toFixed(0)}/s (${(100 * share).toFixed(0)} %), ${putOff} put off, ${wrong.length} wrong`,
  );
  say(
    table(
      'live heap in MiB after all garbage was collected, streams open',
      ['process', 'before the load', 'after it'],
      [
        ...all.map(({ name }, i) => [name, before[i]?.toFixed(2) ?? '', after[i]?.toFixed(2) ?? '']),
        ['all', sum(before).toFixed(2), sum(after).toFixed(2)],
      ],
    ),
  );
  say(
    `soak: highest RSS of all processes in the thirds of ${SECONDS} s after ${WARM_UP} s of warm-up: ${rss.map((value) => value.toFixed(0)).join(', ')} MiB`,
  );
  expect(wrong).toEqual([]);
  expect(answers.filter(({ status, text }) => status !== 200 || !text.includes('"content"'))).toEqual([]);
  expect(answers.every((_, n) => (held[n]?.beats() ?? 0) > 0 || isShort)).toBe(true);
  expect(share).toBeGreaterThan(MIN_SHARE);
  expect(grown).toBeLessThan(MAX_LIVE);
  expect(third(2) / third(0)).toBeLessThan(MAX_RSS);
  await expect.poll(() => countRecords(made.dataDir)['mcp.outcome'], { timeout: 60_000 }).toBe(sent + STREAMS);
  expect(countRecords(made.dataDir)['mcp.decision']).toBe(sent + STREAMS);
});
