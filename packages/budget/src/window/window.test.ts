import { isTimeZone } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { BudgetWindow } from './window.ts';
import { windowEnd, windowId } from './window.ts';

const at = (text: string): number => Date.parse(text);
const day = (zone: string): BudgetWindow => ({ kind: 'calendar', per: 'day', zone });

describe('windows', () => {
  it('[budget.window-edges] days, weeks, months and years end at local midnight, whatever the offset does', () => {
    // Europe/Berlin leaves daylight saving on 2026-10-25 at 03:00: that day has 25 hours, 2026-03-29 has 23.
    expect(windowEnd(day('Europe/Berlin'), at('2026-10-24T22:00:00Z'))).toBe(at('2026-10-25T23:00:00Z'));
    expect(windowEnd(day('Europe/Berlin'), at('2026-03-28T23:00:00Z'))).toBe(at('2026-03-29T22:00:00Z'));
    expect(windowId({ kind: 'calendar', per: 'week', zone: 'UTC' }, at('2026-11-29T23:59:59Z'))).toBe('2026-11-23/w');
    expect(windowId({ kind: 'calendar', per: 'week', zone: 'UTC' }, at('2026-11-30T00:00:00Z'))).toBe('2026-11-30/w');
    expect(windowEnd({ kind: 'calendar', per: 'month', zone: 'Asia/Tokyo' }, at('2026-01-31T14:59:59Z'))).toBe(
      at('2026-01-31T15:00:00Z'),
    );
    expect(windowEnd({ kind: 'calendar', per: 'year', zone: 'UTC' }, at('2028-02-29T12:00:00Z'))).toBe(
      at('2029-01-01T00:00:00Z'),
    );
  });

  it('[budget.window-dst] the hour that a clock set back repeats is two windows', () => {
    const hour: BudgetWindow = { kind: 'calendar', per: 'hour', zone: 'Europe/Berlin' };
    expect(windowId(hour, at('2026-10-25T00:30:00Z'))).toBe('2026-10-25T02+02:00');
    expect(windowId(hour, at('2026-10-25T01:30:00Z'))).toBe('2026-10-25T02+01:00');
    expect(windowEnd(hour, at('2026-10-25T00:30:00Z'))).toBe(at('2026-10-25T01:00:00Z'));
  });

  it('[budget.window-end] the end is the first moment with another id, in any zone', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];
    const window = fc.oneof(
      fc.record({
        kind: fc.constant('calendar' as const),
        per: fc.constantFrom('minute', 'hour', 'day', 'week', 'month', 'year'),
        zone: fc.constantFrom(...zones),
      }),
      fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 90 }), from: fc.constant(0) }),
    );
    fc.assert(
      fc.property(window, fc.integer({ min: at('2020-01-01'), max: at('2032-01-01') }), (spec, now) => {
        const end = windowEnd(spec, now);
        if (end === undefined) throw new Error('these windows end');
        expect(end).toBeGreaterThan(now);
        expect(windowId(spec, end - 1)).toBe(windowId(spec, now));
        expect(windowId(spec, end)).not.toBe(windowId(spec, now));
      }),
    );
  });

  it('[budget.window-zone] a zone is known or not', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true);
    expect(isTimeZone('Europe/Bielefeld')).toBe(false);
  });
});
