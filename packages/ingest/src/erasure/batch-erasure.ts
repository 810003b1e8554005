/**
 * Erasure of persons inside ingested objects. A batch has one key for all its events (batch-keys.ts), so it is sealed again
 * without the erased ones, under a new key, before the old key is destroyed.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64 } from '@remit/core';
import type { Ledger, LedgerReader, PlannedEvents } from '@remit/ledger';
import { SubjectKind } from '@remit/record';
import { batchKeys } from '../batch/batch-keys.ts';
import type { Source } from '../source.ts';
import { openArchive } from '../store/archive.ts';
import { readFinished } from '../store/batch-file.ts';
import { ingestRecords } from '../store/ingest-records.ts';
import { batchFolder, FILES } from '../store/layout.ts';
import { leafLines } from '../store/leaf-lines.ts';
import { type KeptEvent, keptFiles, keyPurpose, readResealed, writeKept, writeResealed } from './kept-file.ts';
import { mentions } from './mentions.ts';
import { overwriteAndRemove } from './overwrite.ts';

/** Events to erase, and who holds the key of their batch now. */
export interface PlannedBatch extends PlannedEvents {
  readonly keyHolder: string;
}

/** See the module header. */
export interface BatchErasure {
  /** Batches with events of these persons, and batches whose object names them outside of its events. */
  plan(handles: readonly string[]): PlannedBatch[];
  /** Seals the rest of a batch again. Safe to repeat for the same request. */
  reseal(batch: { readonly id: string; readonly events: readonly number[] }, request: string): Promise<void>;
  /** Overwrites and removes what the batch had before. Safe to repeat. */
  clean(batch: string): void;
  /** Overwrites and removes all content of a batch; its leaves stay. Safe to repeat. */
  drop(batch: string): void;
}

/** Names of an event's content that is not committed to: its raw record, the object it came in, the key of the batch. */
const BESIDES = ['key', 'object', 'raw'] as const;

/** `dir`: data folder. `sources`: those that may remap; default all without keys of the operator. */
export function createBatchErasure(deps: {
  readonly dir: string;
  readonly ledger: Pick<Ledger, 'handle' | 'keepSubjects' | 'sealFor'>;
  readonly reader: LedgerReader;
  readonly sources?: readonly Source[];
}): BatchErasure {
  const { dir, ledger, reader } = deps;
  const archive = () => openArchive({ dir, reader, ...(deps.sources === undefined ? {} : { sources: deps.sources }) });

  const planOne = (id: string, handles: readonly string[], references: readonly string[]) => {
    const folder = batchFolder(dir, id);
    const leaves = join(folder, FILES.leaves);
    if (readFinished(folder) === undefined || !existsSync(leaves)) return undefined;
    const resealed = readResealed(folder);
    const gone = new Set(resealed?.events);
    const events: number[] = [];
    const fields = new Set<string>(BESIDES);
    const needles = handles.map((handle) => Buffer.from(`"sub":"${handle}"`));
    for (const leaf of leafLines(leaves)) {
      if (!needles.some((needle) => Buffer.from(leaf).includes(needle))) continue;
      // Proof: a leaf that this package wrote; that it is the one in the tree is checked by every report.
      const event = JSON.parse(Buffer.from(leaf).toString('utf8')) as { n: number; c?: Record<string, string> };
      if (gone.has(event.n)) continue;
      events.push(event.n);
      for (const field of Object.keys(event.c ?? {})) fields.add(field);
    }
    const holder = resealed?.holder ?? [...reader.sealed({ record: id })][0]?.subjects[0];
    if (holder === undefined) return undefined;
    const named =
      events.length === 0 && resealed === undefined && mentions(folder, reader.payload(id, 'key'), references);
    return events.length > 0 || named ? { events, fields: [...fields].sort(), keyHolder: holder } : undefined;
  };

  return {
    plan(handles) {
      const references = handles.flatMap((handle) => reader.subject(handle)?.reference ?? []);
      const batches: PlannedBatch[] = [];
      for (const { index, record } of ingestRecords(reader)) {
        const planned = planOne(record.id, handles, references);
        if (planned !== undefined) batches.push({ index, id: record.id, ts: record.ts, ...planned });
      }
      return batches;
    },
    async reseal({ id, events }, request) {
      const folder = batchFolder(dir, id);
      const before = readResealed(folder);
      if (before?.req === request) return;
      const batch = readFinished(folder);
      if (batch === undefined) throw new Error(`${folder} is not a whole batch`);
      const gone = new Set([...(before?.events ?? []), ...events]);
      const key = randomBytes(32);
      const holder = ledger.handle(SubjectKind.Affected, `ingest.batch ${batch.sha} ${batch.receivedAt} ${request}`);
      await ledger.keepSubjects([holder]);
      const opened = archive();
      try {
        writeKept(
          folder,
          request,
          batchKeys(key).raw,
          keptOf(id, batch.size, gone, opened, join(folder, FILES.leaves)),
        );
      } finally {
        opened.close();
      }
      writeResealed(folder, {
        v: 1,
        req: request,
        holder,
        key: toBase64(ledger.sealFor(holder, keyPurpose(id), key)),
        events: [...gone].sort((a, b) => a - b),
      });
    },
    drop(id) {
      const folder = batchFolder(dir, id);
      if (!existsSync(folder)) return;
      // What says where things were holds no content, and readers open it.
      for (const name of readdirSync(folder)) if (name.endsWith('.sealed')) overwriteAndRemove(join(folder, name));
    },
    clean(id) {
      const folder = batchFolder(dir, id);
      const state = readResealed(folder);
      if (state === undefined) return;
      const kept = new Set(Object.values(keptFiles(state.req)));
      for (const name of readdirSync(folder))
        if (name === FILES.raw || name === FILES.places || (name.startsWith('kept-') && !kept.has(name)))
          overwriteAndRemove(join(folder, name));
    },
  };
}

function* keptOf(
  id: string,
  size: number,
  gone: ReadonlySet<number>,
  archive: ReturnType<typeof openArchive>,
  leaves: string,
): Generator<KeptEvent | undefined, void, undefined> {
  let n = 0;
  for (const leaf of leafLines(leaves)) {
    if (n >= size) return;
    if (gone.has(n)) yield undefined;
    else {
      // Proof: as in planOne.
      const { c } = JSON.parse(Buffer.from(leaf).toString('utf8')) as { c?: Record<string, string> };
      const disclosures = Object.keys(c ?? {}).flatMap((field) => {
        const disclosure = archive.disclosure(id, n, field);
        return disclosure === undefined ? [] : [[field, disclosure] as const];
      });
      yield { raw: archive.raw(id, n), event: archive.remap(id, n), disclosures: Object.fromEntries(disclosures) };
    }
    n += 1;
  }
}
