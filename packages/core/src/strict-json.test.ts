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
    ['"\ud800"', 'lone-surrogate'],
    ['{"\\udc00":1}', 'lone-surrogate'],
    ['1e999', 'unsafe-integer'],
    ['[-1E+400]', 'unsafe-integer'],
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
        // Doubles above 2^53 that are integers are the one thing fc.json may make that is refused here.
        const expected: unknown = isRefusal(parsed) ? 'unsafe-integer' : JSON.parse(text);
        expect(isRefusal(parsed) ? parsed.reason : parsed.value).toEqual(expected);
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
          expect(isRefusal(parseStrictJson(text)) || isJson(text)).toBe(true);
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

  it.each([
    ['{"params":{"arguments":1},"":{"params":{"arguments":2}}}'],
    ['{"":{"params":{"arguments":2}},"params":{"arguments":1}}'],
    ['{"params":{"arguments":1},"params.arguments":2}'],
    ['{"params":{"arguments":1,"":{"arguments":2}}}'],
    ['{"":{"":{"params":{"arguments":2}}},"params":{"arguments":1}}'],
    ['[{"params":{"arguments":2}}]'],
    ['{"a":[{"params":{"arguments":2}}],"\\u0070arams":{"\\u0061rguments":1}}'],
  ])('[core.strict-json] no other key can pass for the member: %s', (text) => {
    const parsed = parseStrictJson(text, { spans: ['params', 'params.arguments'] });
    if (isRefusal(parsed)) throw new Error(parsed.detail);
    const span = parsed.spans['params.arguments'];
    expect(span && text.slice(span.start, span.end)).toBe(text.startsWith('[') ? undefined : '1');
  });

  it('[core.strict-json] a span always holds the text of the value at its path', () => {
    const key = fc.constantFrom('', '.', 'a', 'b', 'a.b', '\u0000', '__proto__');
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, fc.nat({ max: 99 }), fc.dictionary(key, tie('tree')), fc.array(tie('tree'))),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const text = JSON.stringify(value);
        const parsed = parseStrictJson(text, { spans: ['a', 'b', 'a.b', 'b.a', 'a.a.a'] });
        if (isRefusal(parsed)) throw new Error(parsed.detail);
        const read = Object.entries(parsed.spans).map(([path, span]) => [path, text.slice(span.start, span.end)]);
        const wanted = ['a', 'b', 'a.b', 'b.a', 'a.a.a']
          .map((path) => [path, JSON.stringify(memberAt(parsed.value, path.split('.')))])
          .filter(([, member]) => member !== undefined);
        expect(Object.fromEntries(read)).toEqual(Object.fromEntries(wanted));
      }),
      { numRuns: 2000 },
    );
  });
});

function memberAt(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at) || !Object.hasOwn(at, key)) return undefined;
    // An object without an array's index access: read by its own key, which was checked above.
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
