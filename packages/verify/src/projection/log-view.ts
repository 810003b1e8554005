/** The log as records: every entry with its index and leaf hash. The base of every projection. */
import type { Result } from '@remit/core';
import { err, fromBase64Url, ok, utf8 } from '@remit/core';
import type { RecordOf, RecordRef, RecordType } from '@remit/record';
import type { EntryList } from '../log/entry-list.ts';
import type { Located } from '../log/located.ts';
import { isType, locate } from '../log/located.ts';
import type { LogColumns } from '../log/log-columns.ts';
import { timeAt, typeAt } from '../log/log-columns.ts';
import { columnsOf } from '../log/read-columns.ts';
import type { RecordFacts } from '../log/record-facts.ts';
import { readRecord } from './read-record.ts';

export type { Located } from '../log/located.ts';
export { isType } from '../log/located.ts';

/** Finds a record by a name. */
export interface RecordLookup {
  get(name: string): Located | undefined;
}

/** All records of a log, in order, with lookups. */
export interface LogView {
  /** Each is parsed when it is looked into. Checks of the whole log ask `columns`. */
  readonly records: readonly Located[];
  readonly columns: LogColumns;
  readonly byLeaf: RecordLookup;
  readonly byId: RecordLookup;
}

/** An entry that is not a record. */
export interface UnreadableEntry {
  readonly index: number;
  readonly reason: string;
}

/** Most entries that are named. */
const MOST_PROBLEMS = 100;

/** Reads all entries, whose columns may be known. Fails with every unreadable entry (at most 100 are named) and every id that stands twice. */
export function readLog(entries: EntryList, known?: LogColumns): Result<LogView, readonly UnreadableEntry[]> {
  const columns = known ?? columnsOf([...entries]);
  const problems = problemsOf(entries, columns);
  if (problems.length > 0) return err(problems);
  const records = locate(entries, columns);
  return ok({
    records,
    columns,
    byLeaf: {
      get(leaf) {
        const hash = fromBase64Url(leaf);
        return hash?.length === 32 ? records[columns.byLeaf.find(hash, 0)] : undefined;
      },
    },
    byId: { get: (id) => (id.length === 26 ? records[columns.byId.find(utf8(id), 0)] : undefined) },
  });
}

function problemsOf(entries: EntryList, { good, twins }: LogColumns): UnreadableEntry[] {
  const problems: UnreadableEntry[] = [];
  for (let index = good.indexOf(0); index >= 0 && problems.length < MOST_PROBLEMS; index = good.indexOf(0, index + 1)) {
    const read = readRecord(entries.at(index) ?? new Uint8Array());
    problems.push({ index, reason: read.ok ? 'is a record for one reading and none for another' : read.error });
  }
  for (const { index, earlier } of twins.slice(0, MOST_PROBLEMS))
    problems.push({ index, reason: `has the id of record ${earlier}` });
  return problems.sort((a, b) => a.index - b.index).slice(0, MOST_PROBLEMS);
}

/** All records of one type, in order. */
export function recordsOf<T extends RecordType>(view: LogView, type: T): Located<RecordOf<T>>[] {
  const found: Located<RecordOf<T>>[] = [];
  for (const located of recordsWith(view, (facts) => facts.type === type))
    if (isType(located, type)) found.push(located);
  return found;
}

/** All records whose facts are as asked for, in order. `asked` is put once for all that share them. */
export function recordsWith({ records, columns }: LogView, asked: (facts: RecordFacts) => boolean): Located[] {
  const { fact, facts } = columns;
  const wanted = facts.map((one) => asked(one));
  const found: Located[] = [];
  if (!wanted.includes(true)) return found;
  for (const located of records) if (wanted[fact[located.index] ?? -1] === true) found.push(located);
  return found;
}

/** How many records each type has. `counts`: only those of whose time it says so. */
export function countTypes({ columns }: LogView, counts?: (time: string) => boolean): Map<RecordType, number> {
  const found = new Map<RecordType, number>();
  for (let index = 0; index < columns.size; index++) {
    const type = typeAt(columns, index);
    if (type === undefined || counts?.(timeAt(columns, index)) === false) continue;
    found.set(type, (found.get(type) ?? 0) + 1);
  }
  return found;
}

/** How traces name a record. */
export function refOf(located: Located): RecordRef {
  return { id: located.record.id, index: located.index, leaf: located.leaf };
}
