import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHeaderValue, encodeHeaderValue } from './header-value.ts';

// The vectors of the specification (mcp reference §2.1).
const vectors = [
  ['Hello, 世界', '=?base64?SGVsbG8sIOS4lueVjA==?='],
  [' padded ', '=?base64?IHBhZGRlZCA=?='],
  ['line1\nline2', '=?base64?bGluZTEKbGluZTI=?='],
  ['=?base64?literal?=', '=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?='],
  ['plain_name-1.x', 'plain_name-1.x'],
] as const;

describe('header values', () => {
  it.each(vectors)('[mcp.header-encoding] %j', (text, value) => {
    expect(encodeHeaderValue(text)).toBe(value);
    expect(decodeHeaderValue(value)).toBe(text);
  });

  it.each([
    '=?base64?SGVsbG8?=',
    '=?base64?SGVsbG9=?=',
    '=?base64?/w==?=',
    '=?base64?SGVs bG8=?=',
    '=?base64?SGVsbG-_?=',
  ])('[mcp.header-encoding] refuses %j', (value) => expect(decodeHeaderValue(value)).toBeUndefined());

  it('takes what is not wrapped literally, the prefix in another case included', () => {
    for (const value of ['=?BASE64?SGVsbG8=?=', '=?base64?x', '?=', '=?base64?='])
      expect(decodeHeaderValue(value)).toBe(value);
  });

  it('[mcp.header-encoding] any text survives, as visible ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const value = encodeHeaderValue(text);
        expect(value).toMatch(/^[\t\x20-\x7e]+$/);
        expect(decodeHeaderValue(value)).toBe(text);
      }),
    );
  });
});
