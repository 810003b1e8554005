/**
 * Over what time a limit counts (llm-gateway reference §4.1). The id of a window is computed when a call is admitted and
 * belongs to its reservation for life: what is settled after midnight lands in yesterday's window.
 */
import type { CalendarPeriod } from './calendar.ts';
import { calendarEnd, calendarId } from './calendar.ts';

export type BudgetWindow =
  /** A calendar period in an IANA time zone. */
  | { readonly kind: 'calendar'; readonly per: CalendarPeriod; readonly zone: string }
  /** Periods of so many days from a day in UTC on, back to back. */
  | { readonly kind: 'days'; readonly days: number; readonly from: number }
  /** The last so many milliseconds, counted in 60 sub-buckets: a bucket counts until it lies wholly outside. */
  | { readonly kind: 'rolling'; readonly ms: number }
  /** From the first call to the last. */
  | { readonly kind: 'lifetime' };

/** Sub-buckets of a rolling window. */
export const ROLLING_BUCKETS = 60;
const DAY_MS = 86_400_000;

/** Milliseconds of one sub-bucket of a rolling window, rounded up: 60 of them cover the window. */
export function bucketMs(ms: number): number {
  return Math.ceil(ms / ROLLING_BUCKETS);
}

/** The window, or the sub-bucket of a rolling window, that a moment lies in. `now`: milliseconds since the epoch. */
export function windowId(window: BudgetWindow, now: number): string {
  switch (window.kind) {
    case 'calendar':
      return calendarId(window.per, window.zone, now);
    case 'days':
      return `d${Math.floor((now - window.from) / (window.days * DAY_MS))}`;
    case 'rolling':
      return `r${Math.floor(now / bucketMs(window.ms))}`;
    case 'lifetime':
      return 'all';
  }
}

/** Number of the sub-bucket of a rolling window by its id; 0 for the id of any other window. */
export function bucketOf(id: string): number {
  return /^r\d+$/.test(id) ? Number(id.slice(1)) : 0;
}

/** The oldest sub-bucket of a rolling window that counts at a moment; undefined for every other window. */
export function oldestBucket(window: BudgetWindow, now: number): number | undefined {
  return window.kind === 'rolling' ? Math.floor((now - window.ms) / bucketMs(window.ms)) : undefined;
}

/**
 * When what was spent at `now` no longer counts, in milliseconds since the epoch; undefined for a lifetime. For a rolling
 * window this is when the present sub-bucket has left it.
 */
export function windowEnd(window: BudgetWindow, now: number): number | undefined {
  switch (window.kind) {
    case 'calendar':
      return calendarEnd(window.per, window.zone, now);
    case 'days': {
      const length = window.days * DAY_MS;
      return window.from + (Math.floor((now - window.from) / length) + 1) * length;
    }
    case 'rolling': {
      const bucket = bucketMs(window.ms);
      return (Math.floor(now / bucket) + 1) * bucket + window.ms;
    }
    case 'lifetime':
      return undefined;
  }
}
