import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastSpan, nextDue, parseSchedule } from './schedule.ts';
import { momentOf, wallAt } from './zone-time.ts';

const at = (text: string) => Date.parse(text);
const parsed = (text: string, zone?: string) => {
  const schedule = parseSchedule(text, zone);
  if (!schedule.ok) throw new Error(schedule.error);
  return schedule.value;
};
/** From, to and the next due time. */
const words = (text: string, now: string, zone?: string) => {
  const schedule = parsed(text, zone);
  const span = lastSpan(schedule, at(now));
  return [span.from, span.to, nextDue(schedule, span)].map((ms) => new Date(ms).toISOString().slice(0, 16)).join(' ');
};

describe('schedules', () => {
  it.each([
    ['daily', '2026-11-25T00:00:00.000Z', '2026-11-24T00:00 2026-11-25T00:00 2026-11-26T00:00'],
    ['weekly', '2026-11-25T13:00:00.000Z', '2026-11-16T00:00 2026-11-23T00:00 2026-11-30T00:00'],
    ['monthly', '2026-03-01T00:00:00.000Z', '2026-02-01T00:00 2026-03-01T00:00 2026-04-01T00:00'],
    ['monthly:31', '2028-03-05T00:00:00.000Z', '2028-01-31T00:00 2028-02-29T00:00 2028-03-31T00:00'],
    ['monthly:15', '2026-01-02T00:00:00.000Z', '2025-11-15T00:00 2025-12-15T00:00 2026-01-15T00:00'],
    ['quarter', '2026-11-25T00:00:00.000Z', '2026-07-01T00:00 2026-10-01T00:00 2027-01-01T00:00'],
    ['year', '2026-11-25T00:00:00.000Z', '2025-01-01T00:00 2026-01-01T00:00 2027-01-01T00:00'],
    ['every:6h', '2026-11-25T13:59:59.999Z', '2026-11-25T06:00 2026-11-25T12:00 2026-11-25T18:00'],
    ['0 6 1 * *', '2026-11-25T00:00:00.000Z', '2026-10-01T06:00 2026-11-01T06:00 2026-12-01T06:00'],
    ['30 22 * * 5', '2026-11-25T00:00:00.000Z', '2026-11-13T22:30 2026-11-20T22:30 2026-11-27T22:30'],
    ['0 */8 * * *', '2026-11-25T09:00:00.000Z', '2026-11-25T00:00 2026-11-25T08:00 2026-11-25T16:00'],
    ['0 0 29 2 *', '2027-01-01T00:00:00.000Z', '2020-02-29T00:00 2024-02-29T00:00 2028-02-29T00:00'],
    ['0 0 1 * 1', '2026-11-25T00:00:00.000Z', '2026-11-16T00:00 2026-11-23T00:00 2026-11-30T00:00'],
  ])('[report.schedule] %s knows at %s the last whole span and when the next one is due', (text, now, expected) => {
    expect(words(text, now)).toBe(expected);
  });

  it.each([
    // Summer time begins on 29 March 2026 and ends on 25 October 2026.
    ['month', 'Europe/Berlin', '2026-04-02T00:00:00.000Z', '2026-02-28T23:00 2026-03-31T22:00 2026-04-30T22:00'],
    ['day', 'Europe/Berlin', '2026-10-26T12:00:00.000Z', '2026-10-24T22:00 2026-10-25T23:00 2026-10-26T23:00'],
    ['week', 'America/New_York', '2026-03-10T00:00:00.000Z', '2026-03-02T05:00 2026-03-09T04:00 2026-03-16T04:00'],
    ['quarter', 'Asia/Kolkata', '2026-11-25T00:00:00.000Z', '2026-06-30T18:30 2026-09-30T18:30 2026-12-31T18:30'],
    // 02:30 is skipped on 29 March: the report comes at the jump.
    ['30 2 * * *', 'Europe/Berlin', '2026-03-29T06:00:00.000Z', '2026-03-28T01:30 2026-03-29T01:00 2026-03-30T00:30'],
    // Midnight of 5 September 2026 is skipped in Chile.
    ['day', 'America/Santiago', '2026-09-06T12:00:00.000Z', '2026-09-05T04:00 2026-09-06T04:00 2026-09-07T03:00'],
  ])('[report.schedule] %s ends on the clocks of %s', (text, zone, now, expected) => {
    expect(words(text, now, zone)).toBe(expected);
  });

  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'Pacific/Apia');
  const texts = fc.constantFrom(
    'daily',
    'weekly',
    'monthly',
    'monthly:30',
    'monthly:31',
    'quarter',
    'year',
    'every:90m',
    'every:3d',
    '15 2 * * *',
    '*/20 * * * 0',
    '0 0 31 * *',
  );
  const moments = fc.integer({ min: 0, max: at('2099-01-01T00:00:00Z') });

  it('[report.schedule] leave no time out and cover none twice, in any zone', () => {
    fc.assert(
      fc.property(texts, zones, moments, (text, zone, now) => {
        const schedule = parsed(text, zone);
        const span = lastSpan(schedule, now);
        const due = nextDue(schedule, span);
        expect(span.from < span.to && span.to <= now && now < due).toBe(true);
        expect(lastSpan(schedule, due)).toEqual({ from: span.to, to: due });
      }),
    );
  });

  it('wall-clock times lead back to their moment, or to the first one of two', () => {
    fc.assert(
      fc.property(zones, moments, (zone, ms) => {
        const second = Math.floor(ms / 1000) * 1000;
        const back = momentOf(wallAt(second, zone), zone);
        expect(back <= second).toBe(true);
        expect(wallAt(back, zone)).toBe(wallAt(second, zone));
      }),
    );
  });

  it.each([
    '',
    'hourly',
    'monthly:0',
    'monthly:32',
    'weekly:2',
    'every:0h',
    'every:6',
    'every:6w',
    'daily ',
    'toString',
    '0 0 30 2 *',
    '60 * * * *',
    '* * * *',
    '0 0 1 1 * 2026',
    '5-1 * * * *',
    '*/0 * * * *',
    'a * * * *',
    '0  0 1 * *',
  ])('[report.schedule] refuse %j', (text) => {
    expect(parseSchedule(text).ok).toBe(false);
  });
});
