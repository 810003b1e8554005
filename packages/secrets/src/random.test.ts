import { describe, expect, it } from 'vitest';
import { randomPart, randomText } from './random.ts';

describe('randomPart', () => {
  it('[secrets.random] never gives the same bytes twice, also across refills, and never zeros', () => {
    const parts = Array.from({ length: 5_000 }, (_, i) => Buffer.from(randomPart(12 + (i % 37))).toString('hex'));
    expect(new Set(parts.map((part) => part.slice(0, 24))).size).toBe(5_000);
    expect(parts.some((part) => part.includes('0'.repeat(20)))).toBe(false);
  });

  it('gives text from the same bytes, each once', () => {
    const texts = Array.from({ length: 1_000 }, () => randomText(32));
    expect(new Set(texts).size).toBe(1_000);
    for (const text of texts) expect(Buffer.from(text, 'base64url')).toHaveLength(32);
    expect(texts.some((text) => text.includes('A'.repeat(20)))).toBe(false);
    expect(() => randomText(8_193)).toThrow(RangeError);
  });

  it('gives a copy: writing to it changes no later value', () => {
    const first = randomPart(32);
    first.fill(7);
    expect(randomPart(32)).not.toEqual(first);
  });

  it('refuses lengths it cannot give at once', () => {
    for (const length of [-1, 1.5, 8_193]) expect(() => randomPart(length)).toThrow(RangeError);
    expect(randomPart(8_192)).toHaveLength(8_192);
    expect(randomPart(0)).toHaveLength(0);
  });
});
