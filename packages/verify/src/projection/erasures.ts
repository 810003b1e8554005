/**
 * Erasures, as the `erasure` records of the log say: which content is gone with authorisation, and which records contradict
 * the log (ledger reference §3, §10). Pure.
 *
 * Threat: an operator deletes a payload and claims erasure (T12). So an erasure counts only when two different persons whose
 * keys the log knows approved it, and when what it names is there: records of this log, before it, with these fields.
 */
import type { RecordOf } from '@remit/record';
import type { Located, LogView } from './log-view.ts';
import { recordsOf } from './log-view.ts';

type LocatedErasure = Located<RecordOf<'erasure'>>;

/** What the erasures of a log say. */
export interface ErasureBook {
  /** Records that count, in order. */
  readonly erasures: readonly LocatedErasure[];
  /** Why others do not, a sentence each. */
  readonly problems: readonly string[];
  /** Index of the record by which this content went; undefined when none explains it. */
  erasedBy(index: number, field: string): number | undefined;
}

/** Reads the erasures of a log. */
export function readErasures(view: LogView): ErasureBook {
  const persons = firstKeyOf(view);
  const erasures: LocatedErasure[] = [];
  const problems: string[] = [];
  const gone = new Map<string, number>();
  for (const located of recordsOf(view, 'erasure')) {
    const found = problemsOf(located, view, persons);
    problems.push(...found);
    if (found.length > 0) continue;
    erasures.push(located);
    for (const { f, i, ev } of located.record.ers.at) {
      // Single events of a batch went, not what the batch's record commits to.
      if (ev !== undefined) continue;
      for (const index of i)
        for (const field of f) if (!gone.has(`${index} ${field}`)) gone.set(`${index} ${field}`, located.index);
    }
  }
  return { erasures, problems, erasedBy: (index, field) => gone.get(`${index} ${field}`) };
}

/** Handle -> index of the first record that gave this person a key. */
function firstKeyOf(view: LogView): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { index, record } of recordsOf(view, 'registry.change')) {
    const { what, of } = record.chg;
    if (what === 'key.create' && of !== undefined && !first.has(of)) first.set(of, index);
  }
  return first;
}

function problemsOf({ index, record }: LocatedErasure, view: LogView, persons: ReadonlyMap<string, number>): string[] {
  const { by, org, at, n, parts, of } = record.ers;
  const says = (what: string) => `record ${index}: an erasure ${what}`;
  const found: string[] = [];
  if (new Set(by).size < 2) found.push(says('that one person alone approved'));
  for (const handle of new Set(by)) {
    const since = persons.get(handle);
    if (since === undefined || since > index) found.push(says(`approved by ${handle}, who had no key`));
    if (of?.includes(handle) === true) found.push(says(`approved by ${handle}, who is erased by it`));
  }
  if (org !== record.org) found.push(says('of records of another log'));
  if (n >= parts) found.push(says(`that is number ${n} of ${parts}`));
  if (org === record.org) for (const targets of at) found.push(...targetProblems(targets, index, view).map(says));
  return found;
}

function targetProblems(
  { f, i, ev }: RecordOf<'erasure'>['ers']['at'][number],
  before: number,
  view: LogView,
): string[] {
  const found: string[] = [];
  let last = -1;
  for (const index of i) {
    const target = view.records[index]?.record;
    if (index <= last) found.push(`whose indexes do not rise at ${index}`);
    last = index;
    if (target === undefined || index >= before) found.push(`of record ${index}, which does not stand before it`);
    else if (ev === undefined) {
      const missing = f.filter((field) => target.c?.[field] === undefined);
      if (missing.length > 0) found.push(`of a field that record ${index} does not commit to: ${missing.join(', ')}`);
    } else if (target.t !== 'ingest.batch') found.push(`of events of record ${index}, which is no ingested batch`);
    else if (ev.some((event) => event >= target.ing.tree.size))
      found.push(`of an event that batch ${index} does not hold`);
  }
  return found.slice(0, 10);
}

/** For the report: how many, and each. Nothing when the log has none. */
export function erasureSection(book: ErasureBook): object {
  if (book.erasures.length === 0) return {};
  return {
    erasures: {
      count: book.erasures.length,
      records: book.erasures.reduce((sum, { record }) => sum + countsOf(record).records, 0),
      events: book.erasures.reduce((sum, { record }) => sum + countsOf(record).events, 0),
      list: book.erasures.map(({ index, record }) => ({
        index,
        at: record.ts,
        request: record.ers.req,
        basis: record.ers.basis,
        approvedBy: record.ers.by,
        ...countsOf(record),
      })),
    },
  };
}

/** How many records and events of ingested batches one erasure names. */
export function countsOf({ ers }: RecordOf<'erasure'>): { records: number; events: number } {
  let records = 0;
  let events = 0;
  for (const { i, ev } of ers.at)
    if (ev === undefined) records += i.length;
    else events += ev.length;
  return { records, events };
}
