import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addCalendarMonths, DOCUMENT_MONTHS, keptUntil, LOG_MONTHS_AT_LEAST } from './retention.ts';

const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

it('[catalogue.retention] the vectors of the reference', () => {
  expect(addCalendarMonths('2026-08-31', 6)).toBe('2027-02-28');
  expect(addCalendarMonths('2027-08-31', 6)).toBe('2028-02-29');
  expect(addCalendarMonths('2026-03-01', 6)).toBe('2026-09-01');
  expect(days('2026-03-01', addCalendarMonths('2026-03-01', 6))).toBe(184);
  expect(addCalendarMonths('2028-02-29', DOCUMENT_MONTHS)).toBe('2038-02-28');
  expect(keptUntil('2026-08-31T23:59:59.999Z', LOG_MONTHS_AT_LEAST)).toBe('2027-02-28');
});

it('[catalogue.retention] six months are 181 to 184 days, never 180', () => {
  const seen = new Set<number>();
  for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2030, 0, 1); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    seen.add(days(day, addCalendarMonths(day, LOG_MONTHS_AT_LEAST)));
  }
  expect([...seen].sort()).toEqual([181, 182, 183, 184]);
});

it('[catalogue.retention] keeps the day of the month, or takes the last one of a shorter month', () => {
  const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 400 }), (date, months) => {
      const from = date.toISOString().slice(0, 10);
      const to = addCalendarMonths(from, months);
      const [year = 0, month = 0, dayOfMonth = 0] = to.split('-').map(Number);
      const [fromYear = 0, fromMonth = 0, wanted = 0] = from.split('-').map(Number);
      expect((year - fromYear) * 12 + month - fromMonth).toBe(months);
      expect(dayOfMonth).toBe(Math.min(wanted, new Date(Date.UTC(year, month, 0)).getUTCDate()));
    }),
  );
});

it('[catalogue.retention] refuses what is no date', () => {
  for (const text of ['2026-02-30', '2026-13-01', 'today', ''])
    expect(() => addCalendarMonths(text, 6)).toThrow(RangeError);
});
