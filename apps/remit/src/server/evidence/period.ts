/** Times and periods as people type them: a day (UTC) or an RFC 3339 time. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';

export interface Period {
  /** Milliseconds since the epoch, inclusive. */
  readonly from: number;
  /** Milliseconds since the epoch, exclusive. */
  readonly to: number;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/;

/** A day means its first millisecond in UTC, or as an end the first of the next day. null when the text is neither a real day nor a time. */
export function parseTime(text: string, edge: 'start' | 'end'): number | null {
  if (DAY.test(text)) {
    const start = Date.parse(`${text}T00:00:00.000Z`);
    // Date.parse turns 2026-02-31 into March: a day that does not print as itself does not exist.
    if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== text) return null;
    return edge === 'start' ? start : start + 86_400_000;
  }
  const at = TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** Both ends, in order. */
export function parsePeriod(from: string, to: string): Result<Period, string> {
  const start = parseTime(from, 'start');
  const end = parseTime(to, 'end');
  if (start === null) return err(`from "${from}": expected a day such as 2026-11-01 or an RFC 3339 time`);
  if (end === null) return err(`to "${to}": expected a day such as 2026-11-30 or an RFC 3339 time`);
  if (end <= start) return err(`the period ends (${to}) before it starts (${from})`);
  return ok({ from: start, to: end });
}
