/** Lines of cron with five fields, as far as they are numbers: when they come due on the clocks of a zone (POSIX crontab). */
import type { WallTime } from './zone-time.ts';

/** The values of each field. `anyDay`, `anyWeekday`: the field is `*`. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
}

const DAY = 86_400_000;
/** From a 29 February over a century that has none to the next one. */
const MOST_DAYS = 8 * 366 + 366;

/** Five fields: minute, hour, day of the month, month, day of the week (0 and 7 are Sunday). undefined when it is none, or never comes. */
export function parseCron(text: string): Cron | undefined {
  const [minute = '', hour = '', day = '', month = '', weekday = '', ...more] = text.split(' ');
  const minutes = fieldOf(minute, 0, 59);
  const hours = fieldOf(hour, 0, 23);
  const days = fieldOf(day, 1, 31);
  const months = fieldOf(month, 1, 12);
  const weekdays = fieldOf(weekday, 0, 7);
  if (!minutes || !hours || !days || !months || !weekdays || more.length > 0) return undefined;
  const cron: Cron = {
    minutes,
    hours,
    days: new Set(days),
    months: new Set(months),
    weekdays: new Set(weekdays.map((n) => n % 7)),
    anyDay: day === '*',
    anyWeekday: weekday === '*',
  };
  return neighbour(cron, 0, 1) === undefined ? undefined : cron;
}

/** `*`, `5`, `1-5`, `1,15`, each with `/STEP`: sorted, without repeats. */
function fieldOf(text: string, least: number, most: number): number[] | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [, all, first = '', last, every] = /^(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
    if (all === undefined && first === '') return undefined;
    const from = all === undefined ? Number(first) : least;
    const to = all !== undefined || (last === undefined && every !== undefined) ? most : Number(last ?? first);
    const step = Number(every ?? 1);
    if (from < least || to > most || from > to || step < 1) return undefined;
    for (let n = from; n <= to; n += step) values.add(n);
  }
  return [...values].sort((a, b) => a - b);
}

/** The last time at or before `wall` (-1), or the first one after it (1). */
export function neighbour(cron: Cron, wall: WallTime, way: -1 | 1): WallTime | undefined {
  const today = Math.floor(wall / DAY) * DAY;
  for (let n = 0; n <= MOST_DAYS; n += 1) {
    const day = today + way * n * DAY;
    if (!isDay(cron, day)) continue;
    const times = cron.hours.flatMap((hour) => cron.minutes.map((minute) => day + (hour * 60 + minute) * 60_000));
    const found = way === 1 ? times.find((at) => at > wall) : times.findLast((at) => at <= wall);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isDay(cron: Cron, day: WallTime): boolean {
  const date = new Date(day);
  if (!cron.months.has(date.getUTCMonth() + 1)) return false;
  const ofMonth = cron.days.has(date.getUTCDate());
  const ofWeek = cron.weekdays.has(date.getUTCDay());
  // POSIX: when both are restricted, either is enough.
  return cron.anyDay || cron.anyWeekday ? ofMonth && ofWeek : ofMonth || ofWeek;
}
