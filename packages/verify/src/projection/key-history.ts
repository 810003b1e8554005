/**
 * Which keys may sign which heads, as the log itself says (records genesis and key.rotate; ledger reference §7). A head that
 * holds the record "begin" may be signed by both keys, one that holds the record "end" by the new key alone.
 */
import type { LogView } from './log-view.ts';
import { isType, recordsOf } from './log-view.ts';

/** One key. It may sign heads of more than `after` and at most `until` records. Absent: from the start, without an end. */
export interface KeySpan {
  readonly vkey: string;
  readonly after: number;
  readonly until: number | undefined;
}

/** The keys in order, and what is wrong with the records about them. */
export interface KeyHistory {
  readonly spans: readonly KeySpan[];
  readonly problems: readonly string[];
}

/** Reads the history of a log. */
export function keyHistoryOf(view: LogView): KeyHistory {
  const [first] = view.records;
  if (first === undefined || !isType(first, 'genesis')) return { spans: [], problems: [] };
  const spans: KeySpan[] = [{ vkey: first.record.gen.vkey, after: 0, until: undefined }];
  const problems: string[] = [];
  for (const located of recordsOf(view, 'key.rotate')) {
    const { index } = located;
    const { phase, prev, next } = located.record.rot;
    const current = spans.at(-1);
    const before = spans.at(-2);
    const open = before !== undefined && before.until === undefined;
    if (phase === 'begin' && !open && current?.vkey === prev && !spans.some(({ vkey }) => vkey === next)) {
      spans.push({ vkey: next, after: index, until: undefined });
    } else if (phase === 'end' && open && before.vkey === prev && current?.vkey === next) {
      spans[spans.length - 2] = { ...before, until: index };
    } else problems.push(`record ${index}: it does not follow from the keys before it`);
  }
  return { spans, problems };
}

/** Whether the key may sign a head of `size` records. */
export function maySign({ spans }: KeyHistory, vkey: string, size: number): boolean {
  return spans.some(
    (span) => span.vkey === vkey && size > span.after && (span.until === undefined || size <= span.until),
  );
}
