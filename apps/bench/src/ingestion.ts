/** (f) Ingestion of CloudTrail against bare JSON.parse on the same file in the same run. */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { silentLogger, systemClock } from '@remit/core';
import { allSources, createIngest } from '@remit/ingest';
import { startLedger } from '@remit/ledger';
import type { Effort } from './effort.ts';
import type { Figure, Section } from './figures.ts';
import { trailEvent } from './trail-event.ts';

/** Of the speed of bare JSON.parse. */
const LEAST = 0.1;
/** Events per second. */
const GOAL = 50_000;
/** Records that one JSON.parse can take at once; more are parsed in as many files. */
const FILE_EVENTS = 100_000;
/** Time per event may grow by this factor over a tenfold number of events and still be called linear. */
const LINEAR = 1.5;

type Row = {
  readonly events: number;
  readonly MB: number;
  readonly 'JSON.parse s': number;
  readonly 'ingest s': number;
  readonly 'events/s': number;
  readonly 'times JSON.parse': number;
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
  await measure(2_000);
  const rows: Row[] = [];
  for (const size of sizes) rows.push(await measure(size));
  return {
    title: '(f) ingestion of CloudTrail, generated records',
    how: `After a warm-up of 2,000 events. Files of at most ${FILE_EVENTS} records are read and parsed at once by JSON.parse, then ingested: split, mapped, hashed, sealed, indexed, durable. CPU is that of this process.`,
    rows,
    figures: figuresOf(rows),
  };
}

async function measure(events: number): Promise<Row> {
  const dir = mkdtempSync(join(tmpdir(), 'remit-bench-ingest-'));
  try {
    const files = writeFiles(dir, events);
    const parse = files.reduce((sum, { path }) => sum + time(() => void JSON.parse(readFileSync(path, 'utf8'))), 0);
    const ingest = await ingestAll(dir, files, events);
    return {
      events,
      MB: files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6,
      'JSON.parse s': parse,
      'ingest s': ingest.seconds,
      'events/s': Math.round(events / ingest.seconds),
      'times JSON.parse': parse / ingest.seconds,
      'CPU us/event': ingest.cpuMicroseconds / events,
      'peak RSS MB': process.resourceUsage().maxRSS / 1000,
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

interface File {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

function writeFiles(dir: string, events: number): File[] {
  const files: File[] = [];
  for (let first = 0; first < events; first += FILE_EVENTS) {
    const name = `trail-${files.length}.json`;
    const path = join(dir, name);
    const handle = openSync(path, 'w');
    let bytes = writeSync(handle, '{"Records":[');
    const end = Math.min(events, first + FILE_EVENTS);
    for (let n = first; n < end; n++)
      bytes += writeSync(handle, `${n === first ? '' : ','}${JSON.stringify(trailEvent(n))}`);
    bytes += writeSync(handle, ']}');
    closeSync(handle);
    files.push({ name, path, bytes });
  }
  return files;
}

async function ingestAll(dir: string, files: readonly File[], events: number) {
  const ledger = await startLedger({
    dir,
    origin: 'bench.example/ingest',
    software: 'remit-bench',
    clock: systemClock,
    logger: silentLogger,
    witnesses: [],
  });
  const reader = ledger.reader();
  const deps = { dir, recorder: ledger, subjects: ledger, reader, clock: systemClock };
  const ingest = createIngest({ ...deps, sources: allSources() });
  try {
    const cpu = process.cpuUsage();
    const start = performance.now();
    let added = 0;
    for (const { name, path } of files) added += (await ingest.object({ name, path })).events;
    const seconds = (performance.now() - start) / 1000;
    const used = process.cpuUsage(cpu);
    if (added !== events) throw new Error(`${added} of ${events} events were added`);
    return { seconds, cpuMicroseconds: used.user + used.system };
  } finally {
    await ingest.close();
    reader.close();
    await ledger.close();
  }
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

function time(run: () => void): number {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1000;
}
