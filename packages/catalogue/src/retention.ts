/** Retention in calendar months (Articles 18, 19 and 26(6) of Regulation (EU) 2024/1689): never a number of days. */

/** Months that Articles 19(1) and 26(6) name as the least for logs, unless other Union or national law provides otherwise. */
export const LOG_MONTHS_AT_LEAST = 6;
/** Months that Article 18(1) names for documents, counted from placing on the market or putting into service. */
export const DOCUMENT_MONTHS = 120;

/**
 * The same day of the month `months` later, clamped to the end of that month. `day` is `YYYY-MM-DD`.
 * @throws RangeError when `day` is not a date
 */
export function addCalendarMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number);
  const parsed = new Date(`${day}T00:00:00.000Z`);
  if (year === undefined || month === undefined || date === undefined || parsed.getUTCDate() !== date)
    throw new RangeError(`not a date: ${day}`);
  const first = month - 1 + months;
  const lastDay = new Date(Date.UTC(year, first + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, first, Math.min(date, lastDay))).toISOString().slice(0, 10);
}

/** Until when a record of that time is kept at least: the last day, inclusive, `YYYY-MM-DD`. `ts`: RFC 3339, UTC. */
export function keptUntil(ts: string, months: number): string {
  return addCalendarMonths(ts.slice(0, 10), months);
}
