/** Names of periods and of their logs, by the calendar in UTC. Pure. */

/** How long a log runs. `none`: until somebody ends it. */
export type PeriodKind = 'none' | 'month' | 'quarter' | 'year';

const SUFFIX = /\/(?:\d{4}|\d{4}q[1-4]|\d{4}-\d{2})$/;

/** `2026`, `2026q4` or `2026-11`. `ms`: milliseconds since the epoch. */
export function periodName(kind: Exclude<PeriodKind, 'none'>, ms: number): string {
  const at = new Date(ms);
  const year = at.getUTCFullYear();
  const month = at.getUTCMonth();
  if (kind === 'year') return String(year);
  return kind === 'quarter' ? `${year}q${Math.floor(month / 3) + 1}` : `${year}-${String(month + 1).padStart(2, '0')}`;
}

/** The origin without the name of a period. */
export function baseOf(origin: string): string {
  return origin.replace(SUFFIX, '');
}

/** Origin of the log of the period of `ms`. */
export function originFor(kind: PeriodKind, origin: string, ms: number): string {
  return kind === 'none' ? origin : `${baseOf(origin)}/${periodName(kind, ms)}`;
}

/** The origin of the log that is due now, or undefined while the one that began at `began` is that of the period. */
export function dueOrigin(kind: PeriodKind, origin: string, began: number, now: number): string | undefined {
  if (kind === 'none' || periodName(kind, began) >= periodName(kind, now)) return undefined;
  const next = originFor(kind, origin, now);
  return next === origin ? undefined : next;
}
