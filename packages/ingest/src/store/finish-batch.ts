/** The last steps of a batch, and the same steps after a crash: custody is in the ledger first, then the folder gets its name. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRefusal, parseStrictJson } from '@remit/core';
import type { LedgerReader } from '@remit/ledger';
import { type PreparedBatch, readFinished, readPrepared } from './batch-file.ts';
import { syncFolder, writeFileDurably } from './durable.ts';
import { type EventIndex, LOOK_EVENTS } from './event-index.ts';
import { IDENTITY_BYTES, putIdentity } from './identity.ts';
import { ingestRecords } from './ingest-records.ts';
import { FILES, PART } from './layout.ts';
import { leafLines } from './leaf-lines.ts';

/** Gives a finished part its place. The record `id` must be durable. */
export function finishBatch(folder: string, part: string, prepared: PreparedBatch, id: string): void {
  writeFileDurably(join(part, FILES.batch), Buffer.from(`${JSON.stringify({ ...prepared, id })}\n`));
  rmSync(join(part, FILES.prepared), { force: true });
  renameSync(part, join(folder, id));
  syncFolder(folder);
}

/**
 * Finishes what a crash left: a part whose record is in the ledger becomes a batch, any other is removed, and batches that
 * the index does not know are read into it. Returns a sentence for each repair.
 */
export function recoverBatches(folder: string, reader: LedgerReader, index: EventIndex): string[] {
  const says: string[] = [];
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const parts = readdirSync(folder).filter((name) => name.startsWith(PART));
  if (parts.length > 0) {
    const records = new Map(
      [...ingestRecords(reader)].map(({ record }) => [`${record.ing.sha}\n${record.ing.tree.root}`, record.id]),
    );
    for (const name of parts) {
      const part = join(folder, name);
      const prepared = readPrepared(part);
      const id = prepared && records.get(`${prepared.sha}\n${prepared.root}`);
      if (prepared === undefined || id === undefined || existsSync(join(folder, id))) {
        rmSync(part, { recursive: true, force: true });
        says.push('An ingestion that had not been recorded was removed. Ingest its object again.');
        continue;
      }
      finishBatch(folder, part, prepared, id);
      says.push(`Batch ${id} had been recorded and not put in place: it is now.`);
    }
  }
  const known = index.batches();
  for (const name of readdirSync(folder)) {
    const batch = known.has(name) ? undefined : readFinished(join(folder, name));
    if (batch === undefined || batch.id !== name) continue;
    // A backup may hold a batch that was recorded just after its copy of the log: nothing here vouches for it.
    if (reader.find(name) === undefined) {
      says.push(`Folder ${name} holds a batch that the log does not know. It is not used.`);
      continue;
    }
    readIntoIndex(join(folder, name), batch, index);
    says.push(`The events of batch ${name} were read into the index again.`);
  }
  return says;
}

/** Reads the events of a batch into the index. */
export function readIntoIndex(folder: string, batch: PreparedBatch & { readonly id: string }, index: EventIndex): void {
  index.begin();
  const identities = Buffer.alloc(LOOK_EVENTS * IDENTITY_BYTES);
  let held = 0;
  const add = () => {
    index.look(identities, held);
    for (let i = 0; i < held; i++) index.add(i);
    held = 0;
  };
  try {
    for (const leaf of leafLines(join(folder, FILES.leaves))) {
      const json = parseStrictJson(Buffer.from(leaf).toString('utf8'));
      if (isRefusal(json)) throw new Error(`${folder}/${FILES.leaves} does not hold the leaves that were written`);
      // Proof: a leaf of ours, by the check of its tree in every report.
      const event = json.value as { raw: string; src: { dataset: string; id?: string } };
      putIdentity(identities, held * IDENTITY_BYTES, event.src.dataset, event.src.id, event.raw);
      held += 1;
      if (held === LOOK_EVENTS) add();
    }
    add();
    index.addObject(batch.sha, batch.id, undefined);
    index.addObject(batch.contentSha, batch.id, '');
    index.addBatch(batch.id);
    index.commit();
  } catch (error) {
    index.rollback();
    throw error;
  }
}
