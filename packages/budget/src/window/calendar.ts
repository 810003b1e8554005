/**
 * Calendar periods in an IANA time zone, daylight saving included. Hours and minutes carry the offset from UTC in their
 * id, so the hour that a clock set back repeats is two windows. A week begins on Monday (ISO 8601) and is named by it.
 */

export type CalendarPeriod = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Longest a period can last, in minutes: a year of 366 days and a day of daylight saving. */
const LONGEST_MINUTES = 367 * 1_440;

interface LocalTime {
  readonly date: string;
  readonly hour: string;
  readonly minute: string;
  readonly offset: string;
}

/** The id of the period that a moment lies in: `2026-11`, `2026-11-23/w`, `2026-11-25T14+01:00`. */
export function calendarId(per: CalendarPeriod, zone: string, now: number): string {
  const at = localTime(zone, Math.floor(now / MINUTE_MS));
  switch (per) {
    case 'year':
      return at.date.slice(0, 4);
    case 'month':
      return at.date.slice(0, 7);
    case 'week':
      return `${mondayOf(at.date)}/w`;
    case 'day':
      return at.date;
    case 'hour':
      return `${at.date}T${at.hour}${at.offset}`;
    case 'minute':
      return `${at.date}T${at.hour}:${at.minute}${at.offset}`;
  }
}

/** The first moment after the period that `now` lies in. */
export function calendarEnd(per: CalendarPeriod, zone: string, now: number): number {
  const id = calendarId(per, zone, now);
  const minute = Math.floor(now / MINUTE_MS);
  // Invariant: the period holds `minute + low` and not `minute + high`. Offsets from UTC change on whole minutes.
  let low = 0;
  let high = LONGEST_MINUTES;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (calendarId(per, zone, (minute + middle) * MINUTE_MS) === id) low = middle;
    else high = middle;
  }
  return (minute + high) * MINUTE_MS;
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** The last minute asked for in each zone: a busy gateway asks for the same one thousands of times. */
const lastMinute = new Map<string, { readonly minute: number; readonly at: LocalTime }>();

function localTime(zone: string, minute: number): LocalTime {
  const last = lastMinute.get(zone);
  if (last?.minute === minute) return last.at;
  const parts: Record<string, string> = {};
  for (const { type, value } of formatOf(zone).formatToParts(minute * MINUTE_MS)) parts[type] = value;
  const part = (name: string): string => parts[name] ?? '';
  const offset = part('timeZoneName').slice('GMT'.length);
  const at = {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    hour: part('hour'),
    minute: part('minute'),
    offset: offset === '' ? 'Z' : offset,
  };
  lastMinute.set(zone, { minute, at });
  return at;
}

/** @throws RangeError when the zone is unknown. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const held = formats.get(zone);
  if (held !== undefined) return held;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  formats.set(zone, format);
  return format;
}

function mondayOf(date: string): string {
  const day = Date.parse(`${date}T00:00:00Z`);
  const sinceMonday = (new Date(day).getUTCDay() + 6) % 7;
  return new Date(day - sinceMonday * DAY_MS).toISOString().slice(0, 10);
}
