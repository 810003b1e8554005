/** The ingest.batch records of a log. */
import { fromUtf8, isRefusal, parseStrictJson } from '@remit/core';
import type { LedgerReader } from '@remit/ledger';
import type { RecordOf } from '@remit/record';
import { AnyRecordSchema } from '@remit/record';

/** A record and its leaf. */
export interface LocatedBatch {
  readonly index: number;
  readonly entry: Uint8Array;
  readonly record: RecordOf<'ingest.batch'>;
}

/** In order. Leaves that are not such records are passed over: checking the log is the verifier's. */
export function* ingestRecords(reader: LedgerReader): Generator<LocatedBatch, void, undefined> {
  for (const { index, entry } of reader.byType(['ingest.batch'])) {
    const json = parseStrictJson(fromUtf8(entry) ?? '');
    const record = isRefusal(json) ? undefined : AnyRecordSchema.safeParse(json.value).data;
    if (record?.t === 'ingest.batch') yield { index, entry, record };
  }
}
