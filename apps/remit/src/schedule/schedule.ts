/** When reports are due and of which period. Calendar arithmetic in UTC; pure. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';

/** `every`: spans of that many milliseconds since the epoch. Others: calendar spans; `day` is the day of the month they begin. */
export type Schedule =
  | { readonly kind: 'every'; readonly ms: number }
  | { readonly kind: 'daily' | 'weekly' }
  | { readonly kind: 'monthly'; readonly day: number };

/** A span that has ended or will end. Milliseconds since the epoch; `to` is exclusive and the moment when its report is due. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY };
/** 1970-01-05 was a Monday. */
const MONDAY = 4 * DAY;

/** `daily`, `weekly`, `monthly`, `monthly:15`, `every:6h`. The error says what is possible. */
export function parseSchedule(text: string): Result<Schedule, string> {
  if (text === 'daily' || text === 'weekly') return ok({ kind: text });
  const month = /^monthly(?::(\d{1,2}))?$/.exec(text);
  const day = Number(month?.[1] ?? 1);
  if (month !== null && day >= 1 && day <= 31) return ok({ kind: 'monthly', day });
  const every = /^every:(\d{1,4})([mhd])$/.exec(text);
  const ms = Number(every?.[1] ?? 0) * (UNITS[every?.[2] ?? ''] ?? 0);
  if (ms > 0) return ok({ kind: 'every', ms });
  return err(
    `"${text}": expected daily, weekly (from Monday), monthly, monthly:DAY with a day from 1 to 31, or every:N with m, h or d, such as every:6h`,
  );
}

/** The last span that has ended at `now`. A day that a month does not have is its last day. */
export function lastSpan(schedule: Schedule, now: number): Span {
  switch (schedule.kind) {
    case 'every':
      return aligned(schedule.ms, 0, now);
    case 'daily':
      return aligned(DAY, 0, now);
    case 'weekly':
      return aligned(7 * DAY, MONDAY, now);
    case 'monthly':
      return monthly(schedule.day, now);
  }
}

/** When the span after `span` ends, which is when the next report is due. */
export function nextDue(schedule: Schedule, span: Span): number {
  if (schedule.kind !== 'monthly') return span.to + (span.to - span.from);
  const end = new Date(span.to);
  return monthDay(end.getUTCFullYear(), end.getUTCMonth() + 1, schedule.day);
}

function aligned(ms: number, offset: number, now: number): Span {
  const to = Math.floor((now - offset) / ms) * ms + offset;
  return { from: to - ms, to };
}

function monthly(day: number, now: number): Span {
  const at = new Date(now);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const passed = monthDay(year, month, day) <= now ? month : month - 1;
  return { from: monthDay(year, passed - 1, day), to: monthDay(year, passed, day) };
}

function monthDay(year: number, month: number, day: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(day, last));
}
