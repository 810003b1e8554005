/** (f) Ingestion of CloudTrail against bare JSON.parse on the same file in the same run. */
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Effort } from './effort.ts';
import type { Figure, Section } from './figures.ts';
import { program, runJson } from './launch.ts';
import { trailEvent } from './trail-event.ts';

/** Of the speed of bare JSON.parse. */
const LEAST = 0.1;
/** Events per second. */
const GOAL = 50_000;
/** Records that one JSON.parse can take at once; more are parsed in as many files. */
const FILE_EVENTS = 100_000;
/** Time per event may grow by this factor over a tenfold number of events and still be called linear. */
const LINEAR = 1.5;

/** Enough for threads to be used, and for the compiler to know the code. */
const WARM_UP_EVENTS = 10_000;
/** The warm-up's events have other numbers than those that are counted. */
const WARM_UP_FIRST = 100_000_000;

type Row = {
  readonly events: number;
  readonly MB: number;
  readonly 'JSON.parse s': number;
  readonly 'ingest s': number;
  readonly 'events/s': number;
  readonly 'times JSON.parse': number;
  readonly 'JSON.parse CPU us/event': number;
  readonly 'CPU us/event': number;
  readonly 'peak RSS MB': number;
};

/** Measures at growing sizes. */
export async function ingestion(effort: Effort): Promise<Section> {
  const sizes =
    effort === 'quick'
      ? [10_000, 100_000]
      : effort === 'full'
        ? [10_000, 100_000, 1_000_000]
        : [10_000, 100_000, 300_000];
  const rows: Row[] = [];
  for (const size of sizes) rows.push(await measure(size));
  return {
    title: '(f) ingestion of CloudTrail, generated records',
    how: `Files of at most ${FILE_EVENTS} records are read and parsed at once by JSON.parse, then ingested by a process of its own: split, mapped, hashed, sealed, indexed, durable. After a warm-up of ${WARM_UP_EVENTS} events. CPU is that of all threads of the process; so is its peak of memory.`,
    rows,
    figures: figuresOf(rows),
  };
}

async function measure(events: number): Promise<Row> {
  const dir = mkdtempSync(join(tmpdir(), 'remit-bench-ingest-'));
  try {
    const [warmUp] = writeFiles(dir, 'warm', WARM_UP_FIRST, WARM_UP_EVENTS);
    const files = writeFiles(dir, 'trail', 0, events);
    const parse = parseAll(files);
    const data = join(dir, 'data');
    mkdirSync(data);
    const paths = [data, ...(warmUp === undefined ? [] : [warmUp.path]), ...files.map(({ path }) => path)];
    const ingest = await runJson(program('ingest-files'), paths);
    if (ingest['events'] !== events) throw new Error(`${String(ingest['events'])} of ${events} events were added`);
    const seconds = Number(ingest['seconds']);
    return {
      events,
      MB: files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6,
      'JSON.parse s': parse.seconds,
      'ingest s': seconds,
      'events/s': Math.round(events / seconds),
      'times JSON.parse': parse.seconds / seconds,
      'JSON.parse CPU us/event': parse.cpuMicroseconds / events,
      'CPU us/event': Number(ingest['cpuMicroseconds']) / events,
      'peak RSS MB': Number(ingest['peakMB']),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function parseAll(files: readonly File[]): { readonly seconds: number; readonly cpuMicroseconds: number } {
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (const { path } of files) JSON.parse(readFileSync(path, 'utf8'));
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - start) / 1000, cpuMicroseconds: user + system };
}

interface File {
  readonly path: string;
  readonly bytes: number;
}

function writeFiles(dir: string, name: string, from: number, events: number): File[] {
  const files: File[] = [];
  for (let first = from; first < from + events; first += FILE_EVENTS) {
    const path = join(dir, `${name}-${files.length}.json`);
    const handle = openSync(path, 'w');
    let bytes = writeSync(handle, '{"Records":[');
    const end = Math.min(from + events, first + FILE_EVENTS);
    for (let n = first; n < end; n++)
      bytes += writeSync(handle, `${n === first ? '' : ','}${JSON.stringify(trailEvent(n))}`);
    bytes += writeSync(handle, ']}');
    closeSync(handle);
    files.push({ path, bytes });
  }
  return files;
}

function figuresOf(rows: readonly Row[]): Figure[] {
  const speeds = rows.slice(1).flatMap((row): Figure[] => [
    {
      name: `ingestion of ${row.events} events, times bare JSON.parse`,
      value: row['times JSON.parse'],
      unit: 'x',
      limit: { atLeast: LEAST },
    },
    { name: `ingestion of ${row.events} events`, value: row['events/s'], unit: 'events/s', goal: GOAL },
  ]);
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return speeds;
  const growth = last['CPU us/event'] / first['CPU us/event'];
  const name = `CPU per event, ${last.events} events against ${first.events}`;
  return [...speeds, { name, value: growth, unit: 'x', limit: { atMost: LINEAR } }];
}
