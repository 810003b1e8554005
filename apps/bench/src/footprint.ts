/** (e) Cold start, idle memory, and memory of one open stream. */
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { modernEcho } from './calls.ts';
import { familyOf, memoryOf } from './cpu.ts';
import type { Effort } from './effort.ts';
import type { Section } from './figures.ts';
import { median } from './figures.ts';
import { launch, program } from './launch.ts';
import { drive } from './load.ts';
import type { RemitUnderTest } from './remit-under-test.ts';
import { startRemit } from './remit-under-test.ts';

const MIB = 2 ** 20;
const SETTLE_MS = 2_000;

/** Starts Remit several times and holds calls open in the last one. */
export async function footprint(effort: Effort): Promise<Section> {
  const quick = effort === 'quick';
  const upstream = await launch(program('fixed-upstream'), []);
  const origin = `http://127.0.0.1:${String(upstream.said['port'])}`;
  const servers = { fixed: `{ url: "${origin}/mcp", era: "2026-07-28" }` };
  const starts: number[] = [];
  try {
    for (let i = quick ? 2 : 5; i > 1; i--) {
      const remit = await startRemit(servers);
      starts.push(remit.coldStartMs);
      await remit.stop();
    }
    const remit = await startRemit(servers);
    starts.push(remit.coldStartMs);
    try {
      await sleep(SETTLE_MS);
      const idle = memoryByProcess(remit.pid);
      const streams = quick ? 200 : 1_000;
      const perStream = await memoryPerStream(remit, origin, streams);
      return {
        title: '(e) cold start, idle memory, memory of an open stream',
        how: `${starts.length} starts on a folder with a log, to the line that gives the address. Memory is resident memory, ${SETTLE_MS / 1000} s after the start; pages that processes share count in each. ${streams} calls that the upstream holds back, answered as streams.`,
        rows: idle,
        figures: [
          { name: 'cold start, middle', value: median(starts), unit: 'ms' },
          { name: 'idle memory, all processes', value: idle.reduce((sum, row) => sum + row.MiB, 0), unit: 'MiB' },
          { name: `memory per open stream, of ${streams}`, value: perStream / 1024, unit: 'KiB' },
        ],
      };
    } finally {
      await remit.stop();
    }
  } finally {
    await upstream.stop();
  }
}

function memoryByProcess(pid: number): { process: string; MiB: number }[] {
  return familyOf(pid).map((one) => ({
    process: /(sequencer|signer)\/main/.exec(one.command)?.[1] ?? 'gateway',
    MiB: memoryOf(one.pid) / MIB,
  }));
}

async function memoryPerStream(remit: RemitUnderTest, upstream: string, streams: number): Promise<number> {
  // The same number of calls before: what grows once, such as tables and code, is not memory of a stream.
  await drive(modernEcho(remit.url, '/mcp/fixed', remit.agentKey), streams * 2, 32);
  await sleep(SETTLE_MS);
  const before = total(remit.pid);
  const held = drive(modernEcho(remit.url, '/mcp/fixed', remit.agentKey, 'call hold'), streams, streams);
  while ((await heldUpstream(upstream)) < streams) await sleep(100);
  await sleep(SETTLE_MS);
  const after = total(remit.pid);
  await (await request(`${upstream}/release`, { method: 'POST' })).body.dump();
  await held;
  return (after - before) / streams;
}

function total(pid: number): number {
  return familyOf(pid).reduce((sum, one) => sum + memoryOf(one.pid), 0);
}

async function heldUpstream(upstream: string): Promise<number> {
  const answer = await request(`${upstream}/held`, { method: 'POST' });
  return Number(await answer.body.text());
}
