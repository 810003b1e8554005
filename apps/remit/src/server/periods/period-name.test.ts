import { describe, expect, it } from 'vitest';
import { baseOf, dueOrigin, originFor, periodName } from './period-name.ts';

const at = (text: string) => Date.parse(text);

describe('names of periods', () => {
  it.each([
    ['month', '2026-01-31T23:59:59.999Z', '2026-01'],
    ['month', '2026-12-01T00:00:00.000Z', '2026-12'],
    ['quarter', '2026-03-31T23:59:59.999Z', '2026q1'],
    ['quarter', '2026-04-01T00:00:00.000Z', '2026q2'],
    ['quarter', '2026-12-31T23:59:59.999Z', '2026q4'],
    ['year', '2026-12-31T23:59:59.999Z', '2026'],
  ] as const)('[period.calendar] %s at %s is %s', (kind, time, name) => {
    expect(periodName(kind, at(time))).toBe(name);
  });

  it('[period.calendar] a log is due once the calendar has left its period, and not before', () => {
    const began = at('2026-11-25T00:00:00.000Z');
    expect(dueOrigin('quarter', 'ledger.bank/2026q4', began, at('2026-12-31T23:59:59.999Z'))).toBeUndefined();
    expect(dueOrigin('quarter', 'ledger.bank/2026q4', began, at('2027-01-01T00:00:00.000Z'))).toBe(
      'ledger.bank/2027q1',
    );
    expect(dueOrigin('quarter', 'ledger.bank', began, at('2027-05-01T00:00:00.000Z'))).toBe('ledger.bank/2027q2');
    expect(dueOrigin('none', 'ledger.bank', began, at('2030-01-01T00:00:00.000Z'))).toBeUndefined();
    // A clock that was set back begins nothing.
    expect(dueOrigin('month', 'ledger.bank/2026-11', began, at('2026-10-01T00:00:00.000Z'))).toBeUndefined();
    expect(originFor('year', 'ledger.bank/2026-11', began)).toBe('ledger.bank/2026');
    expect(baseOf('ledger.bank/eu')).toBe('ledger.bank/eu');
  });
});
