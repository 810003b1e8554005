/** A ledger in a temporary folder, an ingest over it, and a small source of made records. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok, silentLogger, systemClock } from '@remit/core';
import type { Ledger, LedgerReader } from '@remit/ledger';
import { startLedger } from '@remit/ledger';
import { createIngest } from '../create-ingest.ts';
import type { Ingest, ObjectOptions, ObjectReport } from '../ingest-types.ts';
import type { Source } from '../source.ts';
import type { Archive } from '../store/archive.ts';
import { openArchive } from '../store/archive.ts';

/** `{made: id, person?, args?, at?}`. */
export const madeSource: Source = {
  id: 'made.log',
  vendor: 'Maker',
  parser: 'made.log/1',
  datasets: [{ id: 'made.events', title: 'Made events', ceiling: 'C', absent: ['model.req'] }],
  custody: 'Custody before ingest: asserted by the maker of the test.',
  detect: ({ value }) => (Object.hasOwn(value, 'made') ? 'made.events' : undefined),
  map({ value }, dataset, context) {
    if (value['fail'] === true) return { ok: false, error: 'told_to_fail' };
    if (typeof value['fail'] === 'string') return { ok: false, error: value['fail'] };
    const { made, person, args, at } = value;
    const around = context.around?.['resource'];
    return ok({
      dataset,
      ...(typeof made === 'string' ? { id: made } : {}),
      ...(typeof at === 'string'
        ? { ts: at, tk: 'event' as const }
        : { ts: context.receivedAt, tk: 'ingest' as const }),
      kind: 'tool-call',
      ...(typeof person === 'string' ? { person } : {}),
      act: { tool: 'make', ...(around === undefined ? {} : { res: JSON.stringify(around) }) },
      ...(args === undefined ? {} : { content: { args } }),
      from: { 'src.id': 'made', 'act.tool': 'made' },
      missing: { 'model.req': 'not_in_source' },
    });
  },
};

/** See the module header. */
export interface TestHouse {
  readonly dir: string;
  readonly ledger: Ledger;
  readonly reader: LedgerReader;
  readonly ingest: Ingest;
  readonly archive: () => Archive;
  /** Writes a file with this content and ingests it. */
  put(name: string, content: string | Uint8Array, options?: ObjectOptions): Promise<ObjectReport>;
  /** Closes the ingest and opens it again, as a new start of the process would. */
  reopen(): Promise<Ingest>;
  close(): Promise<void>;
}

/** Opens everything. The caller closes it. */
export async function openTestHouse(sources: readonly Source[] = [madeSource]): Promise<TestHouse> {
  const dir = mkdtempSync(join(tmpdir(), 'remit-ingest-'));
  const ledger = await startLedger({
    dir,
    origin: 'ingest.test/log',
    software: 'test/1',
    clock: systemClock,
    logger: silentLogger,
    witnesses: [],
  });
  const reader = ledger.reader();
  const make = () => createIngest({ dir, recorder: ledger, subjects: ledger, reader, clock: systemClock, sources });
  let ingest = make();
  return {
    dir,
    ledger,
    reader,
    get ingest() {
      return ingest;
    },
    archive: () => openArchive({ dir, reader, sources }),
    async put(name, content, options) {
      const path = join(dir, name);
      writeFileSync(path, content);
      return await ingest.object({ name, path }, options);
    },
    async reopen() {
      await ingest.close();
      ingest = make();
      return ingest;
    },
    async close() {
      await ingest.close();
      reader.close();
      await ledger.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
