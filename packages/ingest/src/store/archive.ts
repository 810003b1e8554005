/**
 * The read side of ingested objects: leaves as they were hashed, raw records, and what the same mapping makes of them again.
 * Changes nothing. A batch whose key was destroyed keeps its leaves; its raw records are undefined.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerReader } from '@remit/ledger';
import { openKept, readResealed, resealedKey } from '../erasure/kept-file.ts';
import { type MappedSource, mappedSource } from '../generic/mapped-source.ts';
import type { MappedEvent, Source } from '../source.ts';
import { allSources } from '../sources/all.ts';
import { type FinishedBatch, readFinished } from './batch-file.ts';
import { ingestRecords, type LocatedBatch } from './ingest-records.ts';
import { batchFolder, FILES } from './layout.ts';
import { leafLines } from './leaf-lines.ts';
import { type OpenBatch, openBatch } from './open-batch.ts';

/** One batch. `size`: its events. */
export interface BatchInfo {
  readonly id: string;
  /** The ingest.batch record, its leaf and its index in the log. */
  readonly record: LocatedBatch;
  /** Id of the source. */
  readonly source: string;
  readonly size: number;
}

/** What was ingested. Unknown batches and events give undefined, or no leaves. */
export interface Archive {
  /** Batches by their order in the log. Those whose folder is gone are listed too: their leaves are missing, not absent. */
  batches(): readonly BatchInfo[];
  /** The leaves of a batch in order, as they were hashed. */
  leaves(batchId: string): Iterable<Uint8Array>;
  /** The exact bytes of the raw record of event `n`; undefined when erased, or when they are not those of its leaf. */
  raw(batchId: string, n: number): Uint8Array | undefined;
  /** What the mapping makes of the raw record, run again; undefined also when another version of the mapping read it. */
  remap(batchId: string, n: number): MappedEvent | undefined;
  /** The disclosure that opens the commitment to one content field of event `n`. */
  disclosure(batchId: string, n: number, field: string): string | undefined;
  close(): void;
}

/** `sources`: those that may remap; default all without keys of the operator. */
export function openArchive(deps: {
  readonly dir: string;
  readonly reader: LedgerReader;
  readonly sources?: readonly Source[];
}): Archive {
  const sources = deps.sources ?? allSources();
  const records = new Map<string, LocatedBatch>();
  for (const located of ingestRecords(deps.reader)) records.set(located.record.id, located);
  const open = new Map<string, OpenBatch | undefined>();

  const find = (id: string): { folder: string; batch: FinishedBatch; record: LocatedBatch } | undefined => {
    const record = records.get(id);
    if (record === undefined) return undefined;
    const folder = batchFolder(deps.dir, id);
    const batch = readFinished(folder);
    return batch === undefined ? undefined : { folder, batch, record };
  };
  const batchOf = (id: string): OpenBatch | undefined => {
    if (open.has(id)) return open.get(id);
    const found = find(id);
    const resealed = found && readResealed(found.folder);
    const mapped = found?.batch.mapping === undefined ? undefined : mappingOf(deps.reader, found.batch.mapping);
    const opened =
      found !== undefined && resealed !== undefined
        ? openKept(found.folder, resealed, resealedKey(deps.reader, id, resealed))
        : found && openBatch({ ...found, key: deps.reader.payload(id, 'key'), sources, mapped });
    // One batch is looked at after the other; open files are few.
    for (const other of open.values()) other?.close();
    open.clear();
    open.set(id, opened);
    return opened;
  };

  return {
    batches: () =>
      [...records.values()].map((record) => ({
        id: record.record.id,
        record,
        source: record.record.ing.source,
        size: record.record.ing.tree.size,
      })),
    leaves(id) {
      const path = join(batchFolder(deps.dir, id), FILES.leaves);
      return records.has(id) && existsSync(path) ? leafLines(path) : [];
    },
    raw: (id, n) => batchOf(id)?.raw(n),
    remap: (id, n) => batchOf(id)?.remap(n),
    disclosure: (id, n, field) => batchOf(id)?.disclosure(n, field),
    close() {
      for (const batch of open.values()) batch?.close();
      open.clear();
    },
  };
}

function mappingOf(reader: LedgerReader, sha: string): MappedSource | undefined {
  const bytes = reader.blob(sha);
  const mapped = bytes && mappedSource(Buffer.from(bytes).toString('utf8'));
  return mapped?.ok === true ? mapped.value : undefined;
}
