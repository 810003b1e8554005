/** Which span of a report is next, and which are left out after a long downtime. Pure. */
import type { PlannedReport } from '../../config/reports.ts';
import type { Span } from '../../schedule/schedule.ts';
import { lastSpan, nextDue } from '../../schedule/schedule.ts';

/** The next span of a report and when its pack is due. `skipped`: time before it that gets no pack. */
export interface DueSpan {
  readonly span: Span;
  readonly due: number;
  readonly skipped?: Span;
}

/** `next`: start of the first span without a pack; undefined at the very first time, which begins with the last whole span. */
export function dueSpan(plan: PlannedReport, next: number | undefined, now: number): DueSpan {
  const { schedule, delayMs, catchUp } = plan;
  const newest = lastSpan(schedule, now - delayMs);
  const at = (span: Span) => ({ span, due: span.to + delayMs });
  if (next === undefined) return at(newest);
  // The schedule may be another one than before: its first span begins where the last pack ended.
  if (next >= newest.to) return at({ from: next, to: nextDue(schedule, { from: next, to: next }) });
  let first = newest;
  for (let n = 1; n < catchUp && first.from > next; n += 1) first = lastSpan(schedule, first.from);
  if (first.from > next) return { ...at(first), skipped: { from: next, to: first.from } };
  return at({ from: next, to: first.to });
}
