/** (c) Appends through the real ledger against bare inserts of rows of the same size, at the same batch and durability. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { silentLogger, systemClock } from '@remit/core';
import type { Ledger } from '@remit/ledger';
import { startLedger } from '@remit/ledger';
import type { Committed, RecordDraft } from '@remit/record';
import Database from 'better-sqlite3';
import type { Effort } from './effort.ts';
import type { Figure, Section } from './figures.ts';

const LEAST = 0.4;
const BATCHES = [1, 10, 100, 1_000];

/** Measures rows per second of both, in turn, at each batch size. */
export async function appends(effort: Effort): Promise<Section> {
  const quick = effort === 'quick';
  const dir = mkdtempSync(join(tmpdir(), 'remit-appends-'));
  const ledger = await startLedger({
    dir: join(dir, 'ledger'),
    origin: 'bench.example/log',
    software: 'remit-bench',
    clock: systemClock,
    logger: silentLogger,
    witnesses: [],
  });
  try {
    const person = ledger.handle('person', 'bench@example.org');
    const bytes = await sizeOfRecord(ledger, person);
    const bare = openBare(join(dir, 'bare.sqlite'), bytes);
    const rounds = quick ? 3 : 8;
    await fill(ledger, person, 1_000, quick ? 2 : 10);
    bare.insert(1_000, 10);
    const rows = [];
    const figures: Figure[] = [];
    for (const batch of BATCHES) {
      const times = Math.max(2, Math.ceil((quick ? 400 : 2_000) / batch));
      const spent = { bare: 0, ledger: 0 };
      for (let round = 0; round < rounds; round++) {
        spent.bare += bare.insert(batch, times);
        spent.ledger += await fill(ledger, person, batch, times);
      }
      const count = rounds * times * batch;
      const rate = { bare: count / spent.bare, ledger: count / spent.ledger };
      rows.push({
        batch,
        rows: count,
        'bytes/row': bytes,
        'bare rows/s': Math.round(rate.bare),
        'ledger records/s': Math.round(rate.ledger),
        'bare ms/batch': (spent.bare * 1000) / (rounds * times),
        'ledger ms/batch': (spent.ledger * 1000) / (rounds * times),
      });
      figures.push({
        name: `records at batch ${batch}, times bare inserts`,
        value: rate.ledger / rate.bare,
        unit: 'x',
        limit: { atLeast: LEAST },
      });
    }
    bare.close();
    return {
      title: '(c) appends: the ledger (records as a tool call makes them) and bare better-sqlite3 inserts',
      how: `${rounds} interleaved rounds after warm-up; WAL, synchronous FULL; a batch ends when all of it is durable. The ledger also checks, seals, hashes and journals each record.`,
      rows,
      figures,
    };
  } finally {
    await ledger.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Seconds that `times` batches took, of which `atOnce` may be on their way. */
export async function fill(ledger: Ledger, person: string, batch: number, times: number, atOnce = 1): Promise<number> {
  const started = performance.now();
  const batches: Promise<unknown>[] = [];
  for (let i = 0; i < times; i++) {
    const waiting = [];
    for (let n = 0; n < batch; n++) waiting.push(ledger.record(...decision(person, n)).durable);
    batches.push(Promise.all(waiting));
    if (batches.length >= atOnce) await batches.shift();
  }
  await Promise.all(batches);
  return (performance.now() - started) / 1000;
}

/** A denied call: the record that leaves no open call behind, with the same content sealed as a permitted one. */
function decision(person: string, n: number): [RecordDraft, Committed] {
  return [
    {
      t: 'mcp.decision',
      who: { sub: person, agent: 'bench-agent', client: 'bench 1' },
      act: { srv: 'fixed', method: 'tools/call', tool: 'echo', tool_sha: 'a'.repeat(64) },
      scope: { id: 'bench', sha: 'b'.repeat(64) },
      pol: { bundle_sha: 'c'.repeat(64), dec: 'deny', eval: 'evaluated', rules: ['fixed/echo#when.message'] },
      absent: { model: 'no LLM traffic through Remit', about: 'no person is named in the call' },
    },
    {
      subjects: [person],
      fields: {
        args: { kind: 'blob', bytes: Buffer.from(`{"message":"call ${n}"}`), ctype: 'application/json' },
        ctx: {
          kind: 'value',
          value: {
            agent: 'bench-agent',
            server: 'fixed',
            tool: 'echo',
            now: 1_800_000_000_000 + n,
            approved: false,
            'arguments-object': true,
            'arguments-declared': true,
            'when.message': false,
          },
        },
      },
    },
  ];
}

/** Bytes that one record brings into the database: its entry and what is sealed beside it, roughly. */
export async function sizeOfRecord(ledger: Ledger, person: string): Promise<number> {
  const { id, durable } = ledger.record(...decision(person, 0));
  await durable;
  const reader = ledger.reader();
  const entry = reader.find(id)?.entry.length ?? 0;
  const disclosures = [...(reader.disclosures(id)?.values() ?? [])].reduce((sum, text) => sum + text.length, 0);
  const payload = reader.payload(id, 'args')?.length ?? 0;
  reader.close();
  return entry + disclosures + payload;
}

function openBare(path: string, bytes: number) {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE entry (idx INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO entry (entry) VALUES (?)');
  const row = Buffer.alloc(bytes, 7);
  const commit = db.transaction((batch: number) => {
    for (let n = 0; n < batch; n++) insert.run(row);
  });
  return {
    /** Seconds that `times` batches took. */
    insert(batch: number, times: number): number {
      const started = performance.now();
      for (let i = 0; i < times; i++) commit(batch);
      return (performance.now() - started) / 1000;
    },
    close: () => db.close(),
  };
}
