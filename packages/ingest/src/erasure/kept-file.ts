/**
 * What is left of a batch after some of its events were erased. The object as received and the batch's key are gone; for
 * each event that stays, its raw record, its mapping and its disclosures are kept, sealed under a new key. What was read of
 * the object and is no event of the batch (unread records, repeated ones, the document around) is not kept: nobody can tell
 * whom it concerns.
 *
 * Form: `kept-<request>.sealed`, pieces as in sealed-file.ts, holding one JSON text for each event, without separators;
 * `kept-<request>.places`, 12 bytes for each event: offset (f64 BE) and length (u32 BE), 0 for an erased one.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64, toBase64 } from '@remit/core';
import type { LedgerReader } from '@remit/ledger';
import { z } from 'zod';
import { batchKeys } from '../batch/batch-keys.ts';
import type { MappedEvent } from '../source.ts';
import { openBlockReader } from '../store/block-reader.ts';
import { openFileWriter, writeFileDurably } from '../store/durable.ts';
import type { OpenBatch } from '../store/open-batch.ts';
import { createRawCursor } from '../store/raw-cursor.ts';
import { sealedWriter } from '../store/sealed-file.ts';

const PLACE = 12;
const FILE = 'resealed.json';

const Resealed = z.strictObject({
  v: z.literal(1),
  /** The request for erasure. */
  req: z.string(),
  /** Handle of whoever holds the new key. */
  holder: z.string(),
  /** The new key, sealed under the holder's key, base64. */
  key: z.string(),
  /** Events of this batch that were erased so far, rising. */
  events: z.array(z.int()),
});

/** State of a batch that was sealed again. */
export type Resealed = z.infer<typeof Resealed>;

/** What an event needs to be read as before. */
export interface KeptEvent {
  readonly raw: Uint8Array | undefined;
  readonly event: MappedEvent | undefined;
  readonly disclosures: Readonly<Record<string, string>>;
}

/** Purpose under which the key of a batch is sealed. */
export function keyPurpose(batch: string): string {
  return `ingest.batch ${batch}`;
}

/** Files of one request in the folder of a batch. */
export function keptFiles(req: string): { readonly sealed: string; readonly places: string } {
  return { sealed: `kept-${req}.sealed`, places: `kept-${req}.places` };
}

/** The state; undefined for a batch that is as it was ingested. */
export function readResealed(folder: string): Resealed | undefined {
  const path = join(folder, FILE);
  return existsSync(path) ? Resealed.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}

/** The switch: from here on the batch is read from its kept file. The files must be there. */
export function writeResealed(folder: string, state: Resealed): void {
  writeFileDurably(join(folder, FILE), Buffer.from(`${JSON.stringify(Resealed.parse(state))}\n`));
}

/** Writes what stays, durably. `events` gives undefined for an erased one. */
export function writeKept(folder: string, req: string, key: Uint8Array, events: Iterable<KeptEvent | undefined>): void {
  const names = keptFiles(req);
  const file = openFileWriter(join(folder, names.sealed));
  const places = openFileWriter(join(folder, names.places));
  const sealed = sealedWriter(file, key);
  let at = 0;
  for (const kept of events) {
    const place = Buffer.alloc(PLACE);
    if (kept !== undefined) {
      const { raw, event, disclosures } = kept;
      const bytes = Buffer.from(
        JSON.stringify({ ...(raw === undefined ? {} : { raw: toBase64(raw) }), event, disclosures }),
      );
      place.writeDoubleBE(at);
      place.writeUInt32BE(bytes.length, 8);
      sealed.write(bytes);
      at += bytes.length;
    }
    places.write(place);
  }
  sealed.end();
  file.close();
  places.close();
}

/** Reads a batch that was sealed again. `key` undefined: erased. */
export function openKept(folder: string, { req }: Resealed, key: Uint8Array | undefined): OpenBatch {
  const names = keptFiles(req);
  const places = openBlockReader(join(folder, names.places));
  const cursor = key && createRawCursor(join(folder, names.sealed), key);
  const find = (n: number): KeptEvent | undefined => {
    if (!Number.isSafeInteger(n) || n < 0) return undefined;
    const place = places.read(n * PLACE, PLACE);
    const length = place?.readUInt32BE(8) ?? 0;
    const bytes = length === 0 || place === undefined ? undefined : cursor?.read(place.readDoubleBE(0), length);
    if (bytes === undefined) return undefined;
    // Proof: writeKept wrote it, and the seal says that nobody else did.
    const { raw, event, disclosures } = JSON.parse(Buffer.from(bytes).toString('utf8')) as {
      raw?: string;
      event?: MappedEvent;
      disclosures: Record<string, string>;
    };
    return { raw: raw === undefined ? undefined : fromBase64(raw), event, disclosures };
  };
  return {
    raw: (n) => find(n)?.raw,
    remap: (n) => find(n)?.event,
    disclosure(n, field) {
      const kept = find(n)?.disclosures;
      return kept !== undefined && Object.hasOwn(kept, field) ? kept[field] : undefined;
    },
    close: () => places.close(),
  };
}

/** The key of a batch that was sealed again. */
export function resealedKey(
  reader: LedgerReader,
  id: string,
  state: { readonly holder: string; readonly key: string },
): Uint8Array | undefined {
  const sealed = fromBase64(state.key);
  const key = sealed && reader.openFor(state.holder, keyPurpose(id), sealed);
  return key && batchKeys(key).raw;
}
