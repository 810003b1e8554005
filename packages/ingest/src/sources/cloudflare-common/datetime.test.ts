/** Encodings of Datetime as the Logpush options document them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nanosMs, rfc3339Ms } from '../mapping/times.ts';
import { cloudflareTime } from './datetime.ts';

const at = Date.UTC(2026, 10, 2, 8, 15, 30, 123);

describe('Datetime', () => {
  it('[ingest-others.datetime] reads RFC 3339, unix seconds and unix nanoseconds, as numbers and as text', () => {
    const second = at - 123;
    for (const value of ['2026-11-02T08:15:30Z', '2026-11-02T09:15:30+01:00', second / 1000, String(second / 1000)])
      expect(cloudflareTime(value)).toBe(second);
    // Beyond 2^53 the reader gives the digits; a reader that rounded is off by less than a millisecond.
    for (const value of [
      '2026-11-02T08:15:30.123456789Z',
      '2026-11-02T08:15:30.123Z',
      `${at}456789`,
      Number(`${at}456789`),
      at,
    ])
      expect(cloudflareTime(value)).toBe(at);
    expect(Number.isSafeInteger(Number(`${at}456789`))).toBe(false);
  });

  it('guesses nothing', () => {
    for (const value of [
      '',
      'yesterday',
      '2026-11-02',
      -1,
      1.5,
      null,
      {},
      true,
      '2026-13-45T99:99:99Z',
      '99999999999999999999',
    ])
      expect(cloudflareTime(value)).toBeUndefined();
  });

  it('gives the same moment for each encoding of any moment', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 946_684_800_000, max: 4_102_444_799_999 }),
        fc.integer({ min: 0, max: 999_999 }),
        (ms, ns) => {
          const fraction = String(ns).padStart(6, '0');
          expect(nanosMs(`${ms}${fraction}`)).toBe(ms);
          expect(cloudflareTime(`${ms}${fraction}`)).toBe(ms);
          expect(rfc3339Ms(new Date(ms).toISOString().replace('Z', `${fraction}Z`))).toBe(ms);
          expect(cloudflareTime(Math.floor(ms / 1000))).toBe(Math.floor(ms / 1000) * 1000);
        },
      ),
    );
  });
});
