import { canonicalize, isWellFormed } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toLabel } from './label.ts';

const isLabel = (text: string) =>
  text.length >= 1 && text.length <= 256 && isWellFormed(text) && /^[^\p{Cc}]+$/u.test(text);

describe('labels', () => {
  it('[gateway.hostile-names] are always labels that a record can hold', () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 600 });
    let cut = 0;
    fc.assert(
      fc.property(units, (codes) => {
        const text = String.fromCharCode(...codes);
        const label = toLabel(text);
        cut += label === text ? 0 : 1;
        expect(isLabel(label)).toBe(true);
        expect(() => canonicalize(label)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
    console.log(`label property: 2000 texts, ${cut} of them changed`);
  });

  it('[gateway.hostile-names] leave a good name alone and tell two bad ones apart', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (text) => {
        fc.pre(isLabel(text));
        expect(toLabel(text)).toBe(text);
      }),
    );
    expect(toLabel('a\nb')).not.toBe(toLabel('a\tb'));
    expect(toLabel(`${'x'.repeat(300)}1`)).not.toBe(toLabel(`${'x'.repeat(300)}2`));
  });

  it('keep the start of a long name readable', () => {
    expect(toLabel(`read_file${'_'.repeat(300)}`)).toMatch(/^read_file_+ sha256:[0-9a-f]{64}$/);
    expect(toLabel('')).toBe('(empty)');
    expect(toLabel('x'.repeat(256))).toBe('x'.repeat(256));
  });
});
