/** Reading back what the ledger holds, for the start. `LedgerReader` of @remit/ledger satisfies {@link History}. */
import { fromUtf8, isRefusal, parseStrictJson, sha256, toBase64Url } from '@remit/core';
import type { AnyRecord, RecordOf, RecordType } from '@remit/record';
import { AnyRecordSchema } from '@remit/record';

/** The records and blobs of a log. */
export interface History {
  /** Records of the given types from an index on in log order, as stored bytes. */
  byType(types: readonly string[], from?: number): Iterable<{ readonly index: number; readonly entry: Uint8Array }>;
  /** Public content by its lowercase hex SHA-256. */
  blob(digest: string): Uint8Array | undefined;
}

/** A record with its place in the log. */
export interface Read<T extends RecordType> {
  readonly index: number;
  /** base64url leaf hash of the stored bytes. */
  readonly leaf: string;
  readonly record: RecordOf<T>;
}

const LEAF_PREFIX = new Uint8Array([0]);

/**
 * Records of the given types in log order, from an index on.
 * @throws Error naming the index when an entry is not a record of this version: nothing may be rebuilt from half a log.
 */
export function* readRecords<T extends RecordType>(
  history: History,
  types: readonly T[],
  from = 0,
): Generator<Read<T>> {
  const wanted: readonly string[] = types;
  for (const { index, entry } of history.byType(types, from)) {
    const record = parseRecord(index, entry);
    if (!wanted.includes(record.t)) continue;
    // RFC 6962 §2.1: leaf = SHA-256(0x00 || entry). Proof of the cast: the line above.
    yield { index, leaf: toBase64Url(sha256(LEAF_PREFIX, entry)), record: record as RecordOf<T> };
  }
}

function parseRecord(index: number, entry: Uint8Array): AnyRecord {
  const text = fromUtf8(entry);
  const parsed = text === undefined ? undefined : parseStrictJson(text);
  const record = parsed === undefined || isRefusal(parsed) ? undefined : AnyRecordSchema.safeParse(parsed.value);
  if (record?.success !== true)
    throw new Error(
      `record ${index} of the ledger is not a record that this version can read; use the version that wrote it`,
    );
  return record.data;
}
