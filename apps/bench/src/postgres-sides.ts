/**
 * The two sides that the ledger on PostgreSQL is held against in (g): the sequencer's store by itself, and bare multi-row
 * inserts of rows of the same size.
 */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { AppendItem } from '@remit/ledger';
import { openBareAppends } from '@remit/ledger';
import pg from 'pg';

/** Bytes of a record's wrapped key. */
const DEK = 140;

/** One side. */
export interface AppendSide {
  /** Seconds that `times` batches took, one after the other. */
  append(batch: number, times: number): Promise<number>;
  close(): Promise<void>;
}

/** The sequencer's store with records of the same size: their bytes are made before the clock runs. */
export async function openStore(url: string, bytes: number): Promise<AppendSide> {
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
    async append(batch, times) {
      const batches = Array.from({ length: times }, () => Array.from({ length: batch }, item));
      const started = performance.now();
      for (const items of batches) await appends.append(items);
      return (performance.now() - started) / 1000;
    },
    close: () => appends.close(),
  };
}

/** The bare side: one table with its key, one prepared multi-row INSERT. */
export async function openBare(url: string, bytes: number): Promise<AppendSide> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE TABLE entry (idx bigint PRIMARY KEY, entry bytea NOT NULL)');
  const row = randomBytes(bytes);
  let next = 0;
  return {
    async append(batch, times) {
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
