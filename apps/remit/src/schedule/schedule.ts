/** When reports are due and of which period. Calendar arithmetic in a time zone; pure. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { Cron } from './cron.ts';
import { neighbour, parseCron } from './cron.ts';
import type { WallTime } from './zone-time.ts';
import { momentOf, wallAt } from './zone-time.ts';

/**
 * `every`: spans of that many milliseconds since the epoch. `calendar`: whole spans on the clocks of a zone; `day` is the day
 * of the month that months begin with. `cron`: from one time that the line names to the next.
 */
export type Schedule =
  | { readonly kind: 'every'; readonly ms: number }
  | { readonly kind: 'calendar'; readonly unit: Unit; readonly day: number; readonly zone: string }
  | { readonly kind: 'cron'; readonly cron: Cron; readonly zone: string };

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** A span that has ended or will end. Milliseconds since the epoch; `to` is exclusive and the moment when its report is due. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY };
const NAMES: Readonly<Record<string, Unit>> = {
  day: 'day',
  daily: 'day',
  week: 'week',
  weekly: 'week',
  month: 'month',
  monthly: 'month',
  quarter: 'quarter',
  quarterly: 'quarter',
  year: 'year',
  yearly: 'year',
};
/** Months of one span. */
const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/** What {@link parseSchedule} takes, for messages. */
export const SCHEDULES =
  'daily, weekly (from Monday), monthly, monthly:DAY with a day from 1 to 31, quarterly, yearly, every:N with m, h or d, such as every:6h, or five fields of cron, such as "0 6 1 * *"';

/** `daily` or `day`, `monthly:15`, `every:6h`, a line of cron. The error says what is possible. `zone`: a time zone that is known. */
export function parseSchedule(text: string, zone = 'UTC'): Result<Schedule, string> {
  const [, name = '', of] = /^([a-z]+)(?::(\d{1,2}))?$/.exec(text) ?? [];
  const unit = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  const day = Number(of ?? 1);
  if (unit !== undefined && (of === undefined || (unit === 'month' && day >= 1 && day <= 31)))
    return ok({ kind: 'calendar', unit, day, zone });
  const every = /^every:(\d{1,4})([mhd])$/.exec(text);
  const ms = Number(every?.[1] ?? 0) * (UNITS[every?.[2] ?? ''] ?? 0);
  if (ms > 0) return ok({ kind: 'every', ms });
  const cron = parseCron(text);
  return cron === undefined ? err(`"${text}": expected ${SCHEDULES}`) : ok({ kind: 'cron', cron, zone });
}

/** The last span that has ended at `now`. A day that a month does not have is its last day. */
export function lastSpan(schedule: Schedule, now: number): Span {
  const to = boundary(schedule, now, -1);
  return { from: boundary(schedule, to - 1, -1), to };
}

/** When the span after `span` ends, which is when the next report is due. */
export function nextDue(schedule: Schedule, span: Span): number {
  return boundary(schedule, span.to, 1);
}

/** The last boundary at or before a moment (-1), or the first one after it (1). */
function boundary(schedule: Schedule, at: number, way: -1 | 1): number {
  if (schedule.kind === 'every') return (Math.floor(at / schedule.ms) + (way === 1 ? 1 : 0)) * schedule.ms;
  const { zone } = schedule;
  // Where clocks jump, a time is shown twice or never: walk until the moment lies on the asked side.
  let wall = wallAt(at, zone) + (way === -1 ? DAY : -DAY);
  for (;;) {
    wall = schedule.kind === 'cron' ? cronStep(schedule.cron, wall, way) : calendarStep(schedule, wall, way);
    const moment = momentOf(wall, zone);
    if (way === 1 ? moment > at : moment <= at) return moment;
    if (way === -1) wall -= 1;
  }
}

function cronStep(cron: Cron, wall: WallTime, way: -1 | 1): WallTime {
  const found = neighbour(cron, wall, way);
  // parseCron took only lines that come.
  if (found === undefined) throw new TypeError('a line of cron that never comes');
  return found;
}

function calendarStep({ unit, day }: { unit: Unit; day: number }, wall: WallTime, way: -1 | 1): WallTime {
  const today = Math.floor(wall / DAY) * DAY;
  if (unit === 'day') return way === 1 ? today + DAY : today;
  if (unit === 'week') {
    // 1970-01-05 was a Monday.
    const monday = today - ((((today / DAY - 4) % 7) + 7) % 7) * DAY;
    return way === 1 ? monday + 7 * DAY : monday;
  }
  const date = new Date(today);
  const size = MONTHS[unit];
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
  const begun = month - (month % size);
  const passed = monthDay(begun, day) <= today ? begun : begun - size;
  return monthDay(way === 1 ? passed + size : passed, day);
}

/** `month`: months since year 0. */
function monthDay(month: number, day: number): WallTime {
  const [year, of] = [Math.floor(month / 12), month % 12];
  const last = new Date(Date.UTC(year, of + 1, 0)).getUTCDate();
  return Date.UTC(year, of, Math.min(day, last));
}
