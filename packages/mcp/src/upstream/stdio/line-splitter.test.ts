import { utf8 } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter } from './line-splitter.ts';

describe('lines of a child', () => {
  it('[mcp.bounds] are the same however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.integer({ min: 1, max: 7 }), (texts, step) => {
        const wanted = texts.map((text) => text.replaceAll(/[\n\r]/g, '.')).filter((text) => text !== '');
        const bytes = utf8(`${wanted.join('\n')}\n`);
        const lines: string[] = [];
        const splitter = createLineSplitter(1_000_000, (line) => lines.push(Buffer.from(line).toString('utf8')));
        for (let at = 0; at < bytes.length; at += step) splitter.push(bytes.subarray(at, at + step));
        expect(lines).toEqual(wanted);
      }),
    );
  });

  it('[mcp.bounds] end for good when one is too long', () => {
    const lines: number[] = [];
    const splitter = createLineSplitter(10, (line) => lines.push(line.length));
    expect(splitter.push(utf8('short\r\nlonger than the limit\nshort\n'))).toBe(false);
    expect(splitter.push(utf8('more\n'))).toBe(false);
    expect(lines).toEqual([5]);
  });
});
