/**
 * Which re-sent records are stored already. The log has no index for it: a writer's records are stored in the order of
 * its sequence, and what it sends again are the last ones that it sent, so they lie at the end of the log.
 */
import type { Db } from '../db/open-database.ts';
import type { AppendItem } from '../ipc/messages.ts';

const PAGE = 512;

/** A stored record of a writer. */
interface WriterRow {
  readonly idx: number;
  readonly writer: string;
  readonly n: number;
}

/** Name of a record in {@link findResent}'s result. */
export function sequenceKey(record: { readonly writer: string; readonly n: number }): string {
  return `${record.writer} ${record.n}`;
}

/** Prepares the search: index of each stored record by {@link sequenceKey}, among the `size` rows there are. */
export function createFindResent(db: Db): (items: readonly AppendItem[], size: number) => ReadonlyMap<string, number> {
  const page = db.prepare<[number, number], WriterRow>(
    'SELECT idx, writer, n FROM entry WHERE idx < ? ORDER BY idx DESC LIMIT ?',
  );
  return (items, size) => {
    const first = new Map<string, number>();
    for (const { writer, n } of items) first.set(writer, Math.min(n, first.get(writer) ?? n));
    const found = new Map<string, number>();
    // Back from the end, until each writer's first re-sent record or an earlier one was met. A writer of which nothing
    // is stored costs one pass over the log, at most once for each process that writes.
    for (let end = size; end > 0 && first.size > 0; end -= PAGE) {
      for (const row of page.all(end, PAGE)) {
        const wanted = first.get(row.writer);
        if (wanted === undefined) continue;
        if (row.n >= wanted) found.set(sequenceKey(row), row.idx);
        if (row.n <= wanted) first.delete(row.writer);
      }
    }
    return found;
  };
}
