import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastSpan, nextDue, parseSchedule } from './schedule.ts';

const at = (text: string) => Date.parse(text);
const words = (text: string, now: string) => {
  const schedule = parseSchedule(text);
  if (!schedule.ok) throw new Error(schedule.error);
  const span = lastSpan(schedule.value, at(now));
  return [span.from, span.to, nextDue(schedule.value, span)].map((ms) => new Date(ms).toISOString().slice(0, 16));
};

describe('schedules', () => {
  it('[report.schedule] know the last whole span and when the next one is due', () => {
    expect(words('daily', '2026-11-25T00:00:00.000Z')).toEqual([
      '2026-11-24T00:00',
      '2026-11-25T00:00',
      '2026-11-26T00:00',
    ]);
    expect(words('weekly', '2026-11-25T13:00:00.000Z')).toEqual([
      '2026-11-16T00:00',
      '2026-11-23T00:00',
      '2026-11-30T00:00',
    ]);
    expect(words('monthly', '2026-03-01T00:00:00.000Z')).toEqual([
      '2026-02-01T00:00',
      '2026-03-01T00:00',
      '2026-04-01T00:00',
    ]);
    expect(words('monthly:31', '2028-03-05T00:00:00.000Z')).toEqual([
      '2028-01-31T00:00',
      '2028-02-29T00:00',
      '2028-03-31T00:00',
    ]);
    expect(words('monthly:15', '2026-01-02T00:00:00.000Z')).toEqual([
      '2025-11-15T00:00',
      '2025-12-15T00:00',
      '2026-01-15T00:00',
    ]);
    expect(words('every:6h', '2026-11-25T13:59:59.999Z')).toEqual([
      '2026-11-25T06:00',
      '2026-11-25T12:00',
      '2026-11-25T18:00',
    ]);
  });

  it('[report.schedule] leave no time out and cover none twice', () => {
    const schedules = fc.constantFrom(
      'daily',
      'weekly',
      'monthly',
      'monthly:30',
      'monthly:31',
      'every:90m',
      'every:3d',
    );
    fc.assert(
      fc.property(schedules, fc.integer({ min: 0, max: at('2099-01-01T00:00:00Z') }), (text, now) => {
        const schedule = parseSchedule(text);
        if (!schedule.ok) throw new Error(schedule.error);
        const span = lastSpan(schedule.value, now);
        const due = nextDue(schedule.value, span);
        expect(span.from < span.to && span.to <= now && now < due).toBe(true);
        expect(lastSpan(schedule.value, due)).toEqual({ from: span.to, to: due });
      }),
    );
  });

  it('refuse what they do not know', () => {
    for (const text of ['', 'hourly', 'monthly:0', 'monthly:32', 'every:0h', 'every:6', 'every:6w', 'daily '])
      expect(parseSchedule(text).ok, text).toBe(false);
  });
});
