/** The fast reader of imported events never accepts what the schema refuses. */
import { canonicalize, isRefusal, parseStrictJson } from '@remit/core';
import type { ImportedEvent } from '@remit/record';
import { ImportedEventSchema } from '@remit/record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainEvent } from './plain-event.ts';

const EVENT: ImportedEvent = {
  v: 1,
  n: 7,
  raw: 'a'.repeat(64),
  src: { dataset: 'made', id: 'e-1', line: 3, map: 'made/1' },
  ts: '2026-11-01T10:00:00.000Z',
  tk: 'event',
  kind: 'tool-call',
  who: { sub: `p_${'A'.repeat(22)}`, agent: 'arn:role', client: 'c', acct: '1' },
  act: { srv: 's', method: 'tools/call', tool: 't', named: 'x__t', res: 'r', effect: 'read' },
  model: { prov: 'p', req: 'm', resp: 'm', region: 'eu' },
  dec: { result: 'permit', by: 'b', rules: ['r'], basis: 'Success', enforced: false },
  out: { status: 'executed', code: '200', ms: 5 },
  use: { in: 1, out: 2 },
  ids: { request: 'r-1', session: 's' },
  c: { args: 'A'.repeat(43) },
  from: { 'act.tool': 'requestParameters.method' },
  missing: { 'c.result': 'redacted' },
  flags: ['sampled'],
};

/** What the reader that decides says. */
function decides(text: string): boolean {
  const json = parseStrictJson(text);
  return !isRefusal(json) && ImportedEventSchema.safeParse(json.value).success;
}

/** Every path of members of a value. */
function pathsOf(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at];
  return [
    ...(at.length === 0 ? [] : [at]),
    ...Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...at, key])),
  ];
}

describe('imported events read fast', () => {
  it('[imported.fast] takes an event in canonical form, whole', () => {
    const text = canonicalize(EVENT);
    expect(decides(text)).toBe(true);
    expect(plainEvent(text)).toEqual(EVENT);
    const { v, n, raw, src, tk, kind, who, act, ids, from, missing } = EVENT;
    expect(plainEvent(canonicalize({ v, n, raw, src, tk, kind, who, act, ids, from, missing }))).toBeDefined();
  });

  it('[imported.fast] never takes what the schema or strict JSON refuses', () => {
    const taken: string[] = [];
    const odd = fc.oneof(
      fc.constantFrom<unknown>(null, true, -1, 1.5, 2 ** 53, '', '\u0085', 'x'.repeat(257), 'x'.repeat(2049), [], {}),
      fc.constantFrom<unknown>(1, false, 'permit', 'deny', 'event', 'a'.repeat(64), { a: 'b' }, ['a'], '\ud800'),
      fc.jsonValue(),
    );
    const change = fc.record({ path: fc.constantFrom(...pathsOf(EVENT)), to: fc.option(odd), add: fc.string() });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), fc.boolean(), (changes, canonical) => {
        const event: unknown = structuredClone(EVENT);
        for (const { path, to, add } of changes) {
          let parent: unknown = event;
          for (const key of path.slice(0, -1)) parent = Object(parent)[key];
          if (typeof parent !== 'object' || parent === null) continue;
          const key = path.at(-1) ?? '';
          if (to === null) Reflect.deleteProperty(parent, key);
          else Reflect.set(parent, to === undefined ? add : key, to);
        }
        const text = canonical ? sortedText(event) : JSON.stringify(event);
        if (plainEvent(text) !== undefined && !decides(text)) taken.push(text);
      }),
      { numRuns: 3000 },
    );
    expect(taken).toEqual([]);
  });

  it('[imported.fast] leaves what is spelled in another way to the schema', () => {
    const text = canonicalize(EVENT);
    for (const other of [
      text.replace('"n":7', '"n":7,"n":7'),
      text.replace('"n":7', '"n":7.0'),
      text.replace('"n":7', '"n": 7'),
      text.replace('"n":7', '"n":9007199254740993'),
      text.replace('"s"', '"\\u0073"'),
      text.replace('"s"', '"\\ud800"'),
      `${text} `,
      `[${text}]`,
      text.slice(1),
    ])
      expect(plainEvent(other), other).toBeUndefined();
  });
});

function sortedText(value: unknown): string {
  try {
    return canonicalize(value);
  } catch {
    return JSON.stringify(value);
  }
}
