/** (d) Verification in records per second, and how time and proofs grow with the log. */
import { performance } from 'node:perf_hooks';
import { createCompactRange, hashReaderFromLeaves, inclusionProof, leafHash } from '@remit/tlog';
import { packFromFiles, readLog, verifyPack } from '@remit/verify';
import { honestStory, packOf } from '@remit/verify/testing';
import type { Effort } from './effort.ts';
import type { Figure, Section } from './figures.ts';

/** A pack of more calls would hold more files than its own limit: the largest log is checked record by record only. */
const LARGEST_PACK = 100_000;
/** Time per record may grow by this factor over a tenfold log and still be called linear: caches and garbage. */
const LINEAR = 1.5;
const HASH = 32;

type SizeRow = {
  readonly records: number;
  readonly 'tree s': number;
  readonly 'records s': number;
  readonly 'tree + records, records/s': number;
  readonly 'whole pack s': number | string;
  readonly 'whole pack, records/s': number | string;
  readonly 'proof bytes': number;
};

/** Measures at growing sizes. */
export async function verification(effort: Effort): Promise<Section> {
  const sizes =
    effort === 'quick' ? [1_000, 10_000] : effort === 'full' ? [10_000, 100_000, 1_000_000] : [10_000, 100_000];
  // Warm-up: code that runs for the first time says nothing about the log.
  await measure(2_000);
  const rows: SizeRow[] = [];
  for (const size of sizes) rows.push(await measure(size));
  return {
    title: '(d) verification of an honest log, generated with fixed keys',
    how: 'After a warm-up of 2,000 records. Tree: leaf hashes and root. Records: every entry parsed and held against its schema. Whole pack: all checks, every decision run again, every file of the pack written again and compared.',
    rows,
    figures: [...growth(rows), ...proofs(rows)],
  };
}

async function measure(size: number): Promise<SizeRow> {
  const { ledger } = honestStory(size);
  const { entries } = ledger;
  const treeSeconds = time(() => {
    const range = createCompactRange();
    for (const entry of entries) range.append(leafHash(entry));
    range.root();
  });
  const recordSeconds = time(() => {
    if (!readLog(entries).ok) throw new Error('the honest log was found unreadable');
  });
  const whole = size > LARGEST_PACK ? undefined : await wholePack(size);
  const proof = inclusionProof(
    Math.floor(size / 2),
    size,
    hashReaderFromLeaves(entries.map((entry) => leafHash(entry))),
  );
  return {
    records: size,
    'tree s': treeSeconds,
    'records s': recordSeconds,
    'tree + records, records/s': Math.round(size / (treeSeconds + recordSeconds)),
    'whole pack s': whole ?? 'not packed',
    'whole pack, records/s': whole === undefined ? 'not packed' : Math.round(size / whole),
    'proof bytes': proof.length * HASH,
  };
}

async function wholePack(size: number): Promise<number> {
  const pack = await packOf(honestStory(size).ledger);
  const source = packFromFiles(pack.files);
  const started = performance.now();
  const report = await verifyPack(source, pack.trust, pack.now);
  const seconds = (performance.now() - started) / 1000;
  if (report.result !== 'PASS') throw new Error(`the honest pack of ${size} records: ${report.result}`);
  return seconds;
}

function growth(rows: readonly SizeRow[]): Figure[] {
  const figures: Figure[] = [];
  for (const [i, row] of rows.entries()) {
    const before = rows[i - 1];
    if (before === undefined) continue;
    const factor = row.records / before.records;
    const per = (one: SizeRow) => one['tree s'] + one['records s'];
    figures.push({
      name: `time of tree + records from ${before.records} to ${row.records}, per record`,
      value: per(row) / per(before) / factor,
      unit: 'x',
      limit: { atMost: LINEAR },
    });
    const [a, b] = [before['whole pack s'], row['whole pack s']];
    if (typeof a === 'number' && typeof b === 'number')
      figures.push({
        name: `time of the whole pack from ${before.records} to ${row.records}, per record`,
        value: b / a / factor,
        unit: 'x',
        limit: { atMost: LINEAR },
      });
  }
  return figures;
}

// RFC 9162 §2.1.3: an inclusion proof has at most ceil(log2 n) hashes.
function proofs(rows: readonly SizeRow[]): Figure[] {
  return rows.map((row) => ({
    name: `inclusion proof in a log of ${row.records}`,
    value: row['proof bytes'],
    unit: 'bytes',
    limit: { atMost: Math.ceil(Math.log2(row.records)) * HASH },
  }));
}

/** Seconds. */
function time(work: () => void): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}
