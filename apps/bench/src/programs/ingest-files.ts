/**
 * Ingests files into a new data folder and prints what it took: `ingest-files DIR WARM-UP FILE...`. A process of its own, so
 * that its memory is that of the ingestion and of nothing else.
 */
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import { silentLogger, systemClock } from '@remit/core';
import { allSources, createIngest } from '@remit/ingest';
import { startLedger } from '@remit/ledger';

const [dir, warmUp, ...files] = process.argv.slice(2);
if (dir === undefined || warmUp === undefined) throw new Error('usage: ingest-files DIR WARM-UP FILE...');
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
await ingest.object({ name: basename(warmUp), path: warmUp });

const cpu = process.cpuUsage();
const start = performance.now();
let events = 0;
for (const path of files) events += (await ingest.object({ name: basename(path), path })).events;
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(cpu);
await ingest.close();
reader.close();
await ledger.close();
const peakMB = process.resourceUsage().maxRSS / 1000;
process.stdout.write(`${JSON.stringify({ events, seconds, cpuMicroseconds: user + system, peakMB })}\n`);
