/** One batch opened for reading: finds leaf, raw record and mapping of an event by its number. */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { Json } from '@remit/core';
import { batchKeys } from '../batch/batch-keys.ts';
import { csvCells, csvValue } from '../generic/csv-row.ts';
import type { MappedSource } from '../generic/mapped-source.ts';
import { parseRecord } from '../read/parse-record.ts';
import { unwrapDocument } from '../read/unwrap.ts';
import type { MappedEvent, RecordContext, Source } from '../source.ts';
import type { FinishedBatch } from './batch-file.ts';
import { openBlockReader } from './block-reader.ts';
import type { LocatedBatch } from './ingest-records.ts';
import { FILES } from './layout.ts';
import { getPlace, type LeafPlace, PLACE_BYTES } from './places.ts';
import { createRawCursor } from './raw-cursor.ts';

/** See the module header; the same words as in {@link Archive}. */
export interface OpenBatch {
  raw(n: number): Uint8Array | undefined;
  remap(n: number): MappedEvent | undefined;
  disclosure(n: number, field: string): string | undefined;
  close(): void;
}

/** What a mapping is run again with. */
interface Leaf {
  readonly raw: string;
  readonly src: { readonly dataset: string; readonly line: number; readonly map: string };
}

/** `key` undefined: erased. */
export function openBatch(deps: {
  readonly folder: string;
  readonly batch: FinishedBatch;
  readonly record: LocatedBatch;
  readonly key: Uint8Array | undefined;
  readonly sources: readonly Source[];
  /** The mapping file that the batch was read with, if it was. */
  readonly mapped: MappedSource | undefined;
}): OpenBatch {
  const { folder, batch, key } = deps;
  const places = openBlockReader(join(folder, FILES.places));
  const leaves = openBlockReader(join(folder, FILES.leaves));
  const keys = key && batchKeys(key);
  const cursor = keys && createRawCursor(join(folder, FILES.raw), keys.raw);
  let document: { readonly offset: number; readonly around: ReadonlyMap<number, RecordContext['around']> } | undefined;

  const find = (n: number): { place: LeafPlace; leaf: Leaf } | undefined => {
    if (!Number.isSafeInteger(n) || n < 0 || n >= batch.size) return undefined;
    const found = places.read(n * PLACE_BYTES, PLACE_BYTES);
    if (found === undefined) return undefined;
    const place = getPlace(found, 0);
    const leaf = leaves.read(place.leaf.offset, place.leaf.length);
    // Proof: a leaf that this package wrote; that it is the one in the tree is checked by every report.
    return leaf && { place, leaf: JSON.parse(leaf.toString('utf8')) as Leaf };
  };

  const rawOf = (at: { place: LeafPlace; leaf: Leaf }): Uint8Array | undefined => {
    const bytes = cursor?.read(at.place.raw.offset, at.place.raw.length);
    return bytes !== undefined && hash('sha256', bytes, 'hex') === at.leaf.raw ? bytes : undefined;
  };

  const aroundOf = ({ raw, document: range }: LeafPlace): RecordContext['around'] => {
    if (range === undefined || cursor === undefined) return undefined;
    if (document?.offset !== range.offset) {
      const bytes = cursor.read(range.offset, range.length);
      const value = bytes && parseRecord(bytes);
      const records = bytes !== undefined && value?.ok === true ? unwrapDocument(bytes, value.value) : undefined;
      document = {
        offset: range.offset,
        around: new Map((records ?? []).map((record) => [record.start, record.around])),
      };
    }
    return document.around.get(raw.offset - range.offset);
  };

  const csv = deps.mapped?.mapping.csv;
  const isCsv = deps.mapped?.mapping.format === 'csv';
  const valueOf = (bytes: Uint8Array, place: LeafPlace): Readonly<Record<string, unknown>> | undefined => {
    if (csv === undefined || !isCsv) {
      const parsed = parseRecord(bytes, true);
      return parsed.ok ? parsed.value : undefined;
    }
    const range = place.document;
    const head = range === undefined ? undefined : cursor?.read(range.offset, range.length);
    const named = head === undefined ? undefined : csvCells(head, csv);
    const header = csv.columns ?? (named?.ok === true ? named.value : undefined);
    const cells = csvCells(bytes, csv);
    return header !== undefined && cells.ok ? csvValue(header, cells.value) : undefined;
  };

  const remap = (n: number): MappedEvent | undefined => {
    const at = find(n);
    const bytes = at && rawOf(at);
    if (at === undefined || bytes === undefined) return undefined;
    const { dataset, line, map } = at.leaf.src;
    const source = [deps.mapped?.source, ...deps.sources].find((one) => one?.parser === map);
    const value = valueOf(bytes, at.place);
    if (source === undefined || value === undefined) return undefined;
    const around = isCsv ? undefined : aroundOf(at.place);
    const mapped = source.map({ bytes, line, value }, dataset, {
      object: deps.record.record.ing.object,
      receivedAt: batch.receivedAt,
      ...(around === undefined ? {} : { around }),
    });
    return mapped.ok ? mapped.value : undefined;
  };

  return {
    raw(n) {
      const at = find(n);
      return at && rawOf(at);
    },
    remap,
    disclosure(n, field) {
      const at = find(n);
      const content = at && remap(n)?.content;
      if (at === undefined || content === undefined || !Object.hasOwn(content, field)) return undefined;
      // Proof: ContentField names are the only own members, and their values are JSON.
      const value = (content as Readonly<Record<string, Json | undefined>>)[field];
      return value === undefined
        ? undefined
        : keys?.disclose(batch.v === 1 ? { n } : { offset: at.place.raw.offset }, field, value).disclosure;
    },
    close() {
      places.close();
      leaves.close();
    },
  };
}
