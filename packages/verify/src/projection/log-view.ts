/** The log as records: every entry parsed, with its index and leaf hash. The base of every projection. */
import type { Result } from '@remit/core';
import { err, ok, toBase64Url } from '@remit/core';
import type { AnyRecord, RecordOf, RecordRef, RecordType } from '@remit/record';
import { leafHash } from '@remit/tlog';
import type { KnownEntries } from '../pack/known-entries.ts';
import { readRecord } from './read-record.ts';

/** A record with its place in the log. `leaf` is the base64url leaf hash, as it stands in `cause`. */
export interface Located<R extends AnyRecord = AnyRecord> {
  readonly index: number;
  readonly leaf: string;
  readonly record: R;
}

/** All records of a log, in order, with lookups. */
export interface LogView {
  readonly records: readonly Located[];
  readonly byLeaf: ReadonlyMap<string, Located>;
  readonly byId: ReadonlyMap<string, Located>;
}

/** An entry that is not a record. */
export interface UnreadableEntry {
  readonly index: number;
  readonly reason: string;
}

/** Parses all entries but those whose record is known. Fails with every unreadable entry (at most 100 are named) and every id that stands twice. */
export function readLog(
  entries: readonly Uint8Array[],
  known?: KnownEntries,
): Result<LogView, readonly UnreadableEntry[]> {
  const records: Located[] = [];
  const byLeaf = new Map<string, Located>();
  const byId = new Map<string, Located>();
  const problems: UnreadableEntry[] = [];
  entries.forEach((entry, index) => {
    if (problems.length >= 100) return;
    const record = known?.records?.[index] ?? recordOr(entry, (reason) => problems.push({ index, reason }));
    if (record === undefined) return;
    const located = { index, leaf: toBase64Url(known?.leaves[index] ?? leafHash(entry)), record };
    const twin = byId.get(record.id);
    if (twin !== undefined) problems.push({ index, reason: `has the id of record ${twin.index}` });
    records.push(located);
    byLeaf.set(located.leaf, located);
    byId.set(record.id, located);
  });
  return problems.length > 0 ? err(problems) : ok({ records, byLeaf, byId });
}

function recordOr(entry: Uint8Array, say: (reason: string) => void): AnyRecord | undefined {
  const read = readRecord(entry);
  if (read.ok) return read.value;
  say(read.error);
  return undefined;
}

/** True for a record of the given type; narrows. */
export function isType<T extends RecordType>(located: Located, type: T): located is Located<RecordOf<T>> {
  return located.record.t === type;
}

/** All records of one type, in order. */
export function recordsOf<T extends RecordType>(view: LogView, type: T): Located<RecordOf<T>>[] {
  const found: Located<RecordOf<T>>[] = [];
  for (const located of view.records) if (isType(located, type)) found.push(located);
  return found;
}

/** How traces name a record. */
export function refOf(located: Located): RecordRef {
  return { id: located.record.id, index: located.index, leaf: located.leaf };
}
