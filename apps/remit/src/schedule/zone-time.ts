/** Wall-clock time of a time zone (IANA name) as moments, and back. Pure, over the tables of the JavaScript engine. */

/** A wall-clock time as if it were UTC: milliseconds since the epoch. */
export type WallTime = number;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of the zone show at a moment, to the second. */
export function wallAt(at: number, zone: string): WallTime {
  if (zone === 'UTC') return Math.floor(at / 1000) * 1000;
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** The first moment at which the clocks show the time; where they jump over it, the moment of the jump. */
export function momentOf(wall: WallTime, zone: string): number {
  if (zone === 'UTC') return wall;
  const offsets = [offsetAt(wall - DAY, zone), offsetAt(wall + DAY, zone)];
  const shown = offsets.map((offset) => wall - offset).filter((at) => wallAt(at, zone) === wall);
  if (shown.length > 0) return Math.min(...shown);
  // The jump lies between the two: the first moment under the later offset.
  let before = wall - Math.max(...offsets) - HOUR;
  let after = wall - Math.min(...offsets) + HOUR;
  const later = offsetAt(after, zone);
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000;
    if (offsetAt(middle, zone) === later) after = middle;
    else before = middle;
  }
  return Math.ceil(after / 1000) * 1000;
}

function offsetAt(at: number, zone: string): number {
  return wallAt(at, zone) - Math.floor(at / 1000) * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}
