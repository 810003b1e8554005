import { describe, expect, it } from 'vitest';
import { parseBound } from './dates.ts';

describe('validity bounds', () => {
  it('[scope.validity] takes a date as the whole day in UTC, both ends included', () => {
    expect(parseBound('2026-01-31', 'from')).toBe(Date.UTC(2026, 0, 31));
    expect(parseBound('2026-01-31', 'to')).toBe(Date.UTC(2026, 0, 31, 23, 59, 59, 999));
    expect(parseBound('2028-02-29', 'from')).toBe(Date.UTC(2028, 1, 29));
  });

  it('takes RFC 3339 times as they are', () => {
    for (const bound of ['from', 'to'] as const) {
      expect(parseBound('2026-01-31T12:00:00Z', bound)).toBe(Date.UTC(2026, 0, 31, 12));
      expect(parseBound('2026-01-31T12:00:00.5Z', bound)).toBe(Date.UTC(2026, 0, 31, 12, 0, 0, 500));
      expect(parseBound('2026-01-31T12:00:00+02:00', bound)).toBe(Date.UTC(2026, 0, 31, 10));
    }
  });

  it.each([
    '',
    '2026',
    '2026-1-1',
    '2026-02-30',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '1969-12-31',
    '26-01-01',
    '2026-01-31T12:00:00',
    '2026-01-31 12:00:00Z',
    '2026-01-31T24:00:00Z',
    '2026-01-31T12:60:00Z',
    '2026-01-31T12:00:60Z',
    '2026-02-30T12:00:00Z',
    '2026-01-31T12:00:00+24:00',
    '2026-01-31T12:00:00+0200',
    '2026-01-31T12:00:00.1234Z',
    '+002026-01-31',
    'tomorrow',
  ])('refuses %j', (text) => {
    expect(parseBound(text, 'from')).toBeUndefined();
    expect(parseBound(text, 'to')).toBeUndefined();
  });
});
