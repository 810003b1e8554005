/** Validity bounds: a date (the whole day, UTC) or an RFC 3339 time. */

/** Which end of the validity a date stands for: the first or the last millisecond of the day. */
export type Bound = 'from' | 'to';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
/** RFC 3339 §5.6 with at most milliseconds, the resolution of records. No leap second: it has no place on the clock we use. */
const TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?(Z|[+-]\d{2}:\d{2})$/;
const LAST_MS_OF_DAY = 86_399_999;

/** Milliseconds since the epoch, or undefined when the text is neither, names no real day, or lies before 1970. */
export function parseBound(text: string, bound: Bound): number | undefined {
  if (DATE.test(text)) {
    const day = startOfDay(text);
    return day === undefined || bound === 'from' ? day : day + LAST_MS_OF_DAY;
  }
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, date = '', hour = '', minute = '', second = '', , zone = ''] = match;
  const zoneInRange = zone === 'Z' || (Number(zone.slice(1, 3)) < 24 && Number(zone.slice(4)) < 60);
  if (startOfDay(date) === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || !zoneInRange)
    return undefined;
  const ms = Date.parse(text);
  return Number.isSafeInteger(ms) && ms >= 0 ? ms : undefined;
}

/** Date.parse turns 30 February into 2 March; a day counts only when it comes back as it was written. */
function startOfDay(date: string): number | undefined {
  const ms = Date.parse(`${date}T00:00:00.000Z`);
  if (!Number.isSafeInteger(ms) || ms < 0) return undefined;
  return new Date(ms).toISOString().slice(0, 10) === date ? ms : undefined;
}
