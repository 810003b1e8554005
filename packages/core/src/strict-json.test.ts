import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefusal, parseStrictJson } from './strict-json.ts';

function reason(text: string, maxDepth?: number): string | undefined {
  const parsed = parseStrictJson(text, maxDepth === undefined ? {} : { maxDepth });
  return isRefusal(parsed) ? parsed.reason : undefined;
}

describe('strict JSON', () => {
  it.each([
    ['{"a":1,"a":2}', 'duplicate-key'],
    ['{"a":1,"\\u0061":2}', 'duplicate-key'],
    ['{"x":{"b":1,"c":[{"d":1,"d":1}]}}', 'duplicate-key'],
    ['9007199254740993', 'unsafe-integer'],
    ['{"n":-9007199254740993}', 'unsafe-integer'],
    ['"\\ud800"', 'lone-surrogate'],
    ['{"a":', 'syntax'],
    ['', 'syntax'],
    ["{'a':1}", 'syntax'],
    ['[1,]', 'syntax'],
    ['{"a":1}x', 'syntax'],
  ])('[core.strict-json] %s is refused: %s', (text, why) => {
    expect(reason(text)).toBe(why);
  });

  it('[core.strict-json] deep nesting is refused before the stack is', () => {
    expect(reason(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeUndefined();
    expect(reason('['.repeat(100_000))).toMatch(/too-deep|syntax/);
    expect(reason(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toBe('too-deep');
  });

  it('[core.strict-json] accepts what JSON.parse accepts and gives the same value', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'grapheme' }), (text) => {
        const parsed = parseStrictJson(text);
        // Keys that differ only in spelling are the one thing fc.json may make that is refused here.
        if (isRefusal(parsed)) expect(['duplicate-key', 'unsafe-integer']).toContain(parsed.reason);
        else expect(parsed.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('[core.strict-json] never throws, and refuses what JSON.parse refuses', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .array(fc.constantFrom('{', '}', '[', ']', '"a"', ':', ',', '1', 'null', ' ', '\\', '"'))
            .map((p) => p.join('')),
        ),
        (text) => {
          const parsed = parseStrictJson(text);
          let plain = true;
          try {
            JSON.parse(text);
          } catch {
            plain = false;
          }
          if (!plain) expect(isRefusal(parsed)).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('[core.strict-json] the span of a member is its exact text', () => {
    const text = '{"method":"tools/call","params":{"name":"x","arguments" : {"b": 1.50, "a":"é"} }}';
    const parsed = parseStrictJson(text, { spans: ['params.arguments'] });
    if (isRefusal(parsed)) throw new Error(parsed.detail);
    const span = parsed.spans['params.arguments'];
    expect(text.slice(span?.start, span?.end)).toBe('{"b": 1.50, "a":"é"}');
  });
});
