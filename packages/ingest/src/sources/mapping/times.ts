/** Times as logs write them, as milliseconds since the epoch. Undefined for anything else: a time is never guessed. */

const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.(\d+))?([Zz]|[+-]\d{2}:?\d{2})$/;

/** RFC 3339 with any number of fractional digits; digits below the millisecond are cut off. */
export function rfc3339Ms(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const match = RFC3339.exec(value);
  // Date.parse makes the 2nd of March of the 30th of February.
  if (match === null || Number(value.slice(8, 10)) > daysOf(value)) return undefined;
  const zone = (match[2] ?? 'Z').toUpperCase();
  const offset = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const fraction = (match[1] ?? '').slice(0, 3).padEnd(3, '0');
  return inRange(Date.parse(`${value.slice(0, 10)}T${value.slice(11, 19)}.${fraction}${offset}`));
}

/** An integer of nanoseconds: a number, or a string of its digits. Zero means that no time was set (OTLP). */
export function nanosMs(value: unknown): number | undefined {
  const digits = digitsOf(value);
  if (digits === undefined || /^0+$/.test(digits)) return undefined;
  return inRange(Number(BigInt(digits) / 1_000_000n));
}

/**
 * An integer of seconds, milliseconds or nanoseconds, told apart by its size (log schemas reference §1.1: at least 1e17 is
 * nanoseconds, at least 1e12 milliseconds, less is seconds).
 */
export function unixMs(value: unknown): number | undefined {
  const digits = digitsOf(value);
  if (digits === undefined) return undefined;
  const integer = BigInt(digits);
  if (integer >= 10n ** 17n) return inRange(Number(integer / 1_000_000n));
  return inRange(Number(integer >= 10n ** 12n ? integer : integer * 1000n));
}

function daysOf(date: string): number {
  return new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate();
}

function digitsOf(value: unknown): string | undefined {
  if (typeof value === 'string') return /^\d{1,19}$/.test(value) ? value : undefined;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e19
    ? BigInt(value).toString()
    : undefined;
}

function inRange(ms: number): number | undefined {
  return ms >= 0 && ms <= LAST_MS ? ms : undefined;
}
