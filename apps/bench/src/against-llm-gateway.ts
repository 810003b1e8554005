/** (k) A provider with a fixed answer: called directly, through a raw proxy, through Remit with everything on, through Portkey. */
import type { PathRow, Plan } from './compare.ts';
import { compare, rowOf } from './compare.ts';
import type { Effort } from './effort.ts';
import { timeFdatasync } from './fdatasync.ts';
import type { Figure, Section } from './figures.ts';
import { median } from './figures.ts';
import { startLlmGateways } from './llm-gateways.ts';
import { driveFirstBytes } from './load-streams.ts';
import type { MemoryOverTime } from './memory-over-time.ts';
import { memoryOverTime } from './memory-over-time.ts';

const MIB = 2 ** 20;
/** Concurrency of the figures of CPU, and of streams. */
const MANY = 64;
const STREAMS = 32;
/** A second of RSS samples swings by a few per cent with garbage collection. */
const FLAT = 1.05;

/** Measures the four paths: whole answers at concurrency 1, 32 and 64, streams at 32, and Remit's memory. */
export async function againstLlmGateway(effort: Effort): Promise<Section> {
  const quick = effort === 'quick';
  const gateways = await startLlmGateways();
  try {
    const syncs: number[] = [];
    const between = () => void syncs.push(...timeFdatasync(gateways.remit.dir, quick ? 20 : 50));
    const rounds = quick ? 3 : 6;
    const warmUp = quick ? 2_000 : 8_000;
    const whole = gateways.paths('whole');
    const measure = (concurrency: number, calls: number, before: number) =>
      compare(whole, { rounds, calls, warmUp: before, concurrency, between });
    const rows = [
      ...(await measure(MANY, quick ? 1_000 : 3_000, warmUp)),
      ...(await measure(32, quick ? 1_000 : 2_000, 500)),
      ...(await measure(1, quick ? 200 : 500, 200)),
    ];
    const streamed = (kind: 'stream' | 'paced', plan: Omit<Plan, 'rounds' | 'concurrency'>) =>
      compare(gateways.paths(kind), { ...plan, rounds, concurrency: STREAMS });
    const streams = await streamed('stream', { calls: quick ? 200 : 600, warmUp: quick ? 200 : 1_000 });
    const paced = await streamed('paced', { calls: quick ? 64 : 160, warmUp: 32, drive: driveFirstBytes });
    const remit = whole.find(({ name }) => name === 'remit');
    if (remit?.pid === undefined) throw new Error('remit is one of the ways');
    const seconds = effort === 'full' ? 60 : quick ? 6 : 15;
    const memory = await memoryOverTime(remit.target, remit.pid, seconds);
    const what = (rowsOf: readonly PathRow[], answers: string) => rowsOf.map((row) => ({ answers, ...row }));
    return {
      title:
        '(k) gateways of language models before one provider: direct, raw proxy (node:http + undici), Remit with key, 4 budgets, scope, two durable records and usage, @portkey-ai/gateway without governance',
      how: `${rounds} interleaved rounds after ${warmUp} calls of warm-up each; prompt of 900 bytes, answer of 720 bytes or a stream of 50 chunks; CPU of all processes of each gateway, the provider's and the caller's left out. Streams: as fast as they go, whose times are whole streams; and paced, a chunk every 10 ms, whose times are first bytes.`,
      rows: [...what(rows, 'whole'), ...what(streams, 'stream'), ...what(paced, 'paced')],
      figures: [
        ...callFigures(rows, median(syncs)),
        ...streamFigures(streams, paced),
        ...memoryFigures(memory, seconds),
      ],
    };
  } finally {
    await gateways.stop();
  }
}

function callFigures(rows: readonly PathRow[], sync: number): Figure[] {
  const cpu = (path: string, concurrency: number) => rowOf(rows, path, concurrency)['CPU us/call'];
  const p50 = (path: string) => rowOf(rows, path, 1).p50;
  return [
    {
      name: `calls per CPU second at ${MANY}, times portkey`,
      value: cpu('portkey', MANY) / cpu('remit', MANY),
      unit: 'x',
      limit: { atLeast: 6 },
      goal: 10,
    },
    {
      name: `CPU per call at ${MANY}, times the raw proxy`,
      value: cpu('remit', MANY) / cpu('raw proxy', MANY),
      unit: 'x',
      limit: { atMost: 4 },
      goal: 2.5,
    },
    { name: 'calls per CPU second at 32, times portkey', value: cpu('portkey', 32) / cpu('remit', 32), unit: 'x' },
    { name: 'CPU per call at 32, times the raw proxy', value: cpu('remit', 32) / cpu('raw proxy', 32), unit: 'x' },
    { name: 'fdatasync of 1 KiB, p50', value: sync, unit: 'ms' },
    {
      name: 'p50 added at 1, against direct',
      value: p50('remit') - p50('direct'),
      unit: 'ms',
      limit: { atMost: 1 + sync },
    },
    { name: 'p50 added at 1 by portkey', value: p50('portkey') - p50('direct'), unit: 'ms' },
  ];
}

function streamFigures(streams: readonly PathRow[], paced: readonly PathRow[]): Figure[] {
  const cpu = (path: string) => rowOf(streams, path, STREAMS)['CPU us/call'];
  const first = (path: string) => rowOf(paced, path, STREAMS).p50;
  return [
    {
      name: `first byte of a stream, p50 added at ${STREAMS}, against direct`,
      value: first('remit') - first('direct'),
      unit: 'ms',
      limit: { atMost: 2 },
    },
    { name: 'the same by portkey', value: first('portkey') - first('direct'), unit: 'ms' },
    { name: 'CPU per stream, times the raw proxy', value: cpu('remit') / cpu('raw proxy'), unit: 'x' },
    { name: 'streams per CPU second, times portkey', value: cpu('portkey') / cpu('remit'), unit: 'x' },
  ];
}

/** The first third is that in which tables and caches fill. */
function memoryFigures({ thirds, calls }: MemoryOverTime, seconds: number): Figure[] {
  const [, second, last] = thirds;
  return [
    ...thirds.map((bytes, n) => ({
      name: `memory in third ${n + 1} of ${seconds} s`,
      value: bytes / MIB,
      unit: 'MiB',
    })),
    { name: 'calls meanwhile', value: calls, unit: '' },
    {
      name: 'memory in the last third, times the second',
      value: last / second,
      unit: 'x',
      ...(seconds < 60 ? {} : { limit: { atMost: FLAT } }),
    },
  ];
}
