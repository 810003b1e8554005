import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeFormatProblem, timeReader } from './time-format.ts';

describe('times by a pattern', () => {
  it('[ingest.generic-time] gives back any time that was written with the pattern, in its zone', () => {
    const read = timeReader('dd.MM.yyyy HH:mm:ss,SSS', '-03:30');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 0) }), (ms) => {
        const iso = new Date(ms).toISOString();
        const text = `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)} ${iso.slice(11, 19)},${iso.slice(20, 23)}`;
        expect(read(text)).toBe(ms + 3.5 * 3_600_000);
      }),
    );
  });

  it('[ingest.generic-time] never guesses: other text, days and minutes that do not exist', () => {
    const read = timeReader('yyyy-MM-dd HH:mm:ss', 'UTC');
    for (const text of [
      '2026-02-30 00:00:00',
      '2026-01-01 24:00:00',
      '2026-01-01 00:61:00',
      '2026-1-1 00:00:00',
      '',
      7,
    ])
      expect(read(text), String(text)).toBeUndefined();
    for (const format of ['yyyy', 'yyyy-MM-dd HH:mm', 'yyyy-MM-dd HH:mm:ss EEE', 'yyyy-yyyy-MM-dd HH:mm:ss'])
      expect(timeFormatProblem(format), format).toBeDefined();
    expect(timeFormatProblem('yyyy-MM-ddTHH:mm:ss.SSS')).toBeUndefined();
  });
});
