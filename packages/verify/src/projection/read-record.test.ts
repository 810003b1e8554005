import { canonicalize, fromUtf8, utf8 } from '@remit/core';
import { AnyRecordSchema } from '@remit/record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { everyTypeStory } from '../testing/story.ts';
import { judgeRecord, readRecord } from './read-record.ts';

const texts = everyTypeStory().ledger.entries.map((entry) => fromUtf8(entry) ?? '');

describe('reading a record', () => {
  it('[verify.read-record] the fast way gives what the slow one gives, for records and for what is close to one', () => {
    for (const text of texts) expect(readRecord(utf8(text))).toEqual(judgeRecord(text));
    const odd = fc.constantFrom(
      '9007199254740993',
      '9007199254740994',
      '1e3',
      '-0',
      'null',
      '1.5',
      '""',
      '"\\ud800"',
      '"\u0000"',
      '{"__proto__":"x"}',
      '{"b":1,"a":2}',
      '{"a":1,"a":1}',
      '[]',
      ' 1',
      'true',
      `${'['.repeat(30)}${']'.repeat(30)}`,
    );
    const changed = fc
      .record({
        text: fc.constantFrom(...texts),
        at: fc.nat(),
        odd,
        how: fc.constantFrom('value', 'cut', 'insert', 'member'),
      })
      .map(({ text, at, odd: value, how }) => {
        if (how === 'cut') return text.slice(0, at % text.length);
        if (how === 'insert') return `${text.slice(0, at % text.length)}${value}${text.slice(at % text.length)}`;
        if (how === 'member') return text.replace(/^\{/, `{"absent":${value},`);
        const values = [...text.matchAll(/:("[^"]*"|\d+|true|false)/g)];
        const chosen = values[at % values.length];
        return chosen === undefined
          ? text
          : `${text.slice(0, chosen.index + 1)}${value}${text.slice(chosen.index + chosen[0].length)}`;
      });
    fc.assert(
      fc.property(changed, (text) => {
        expect(readRecord(utf8(text))).toEqual(judgeRecord(fromUtf8(utf8(text)) ?? ''));
      }),
      { numRuns: 2000 },
    );
  });

  it('[verify.read-record] every schema of a record is strict, so that nothing is dropped unseen', () => {
    const walk = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      if ('type' in schema && schema.type === 'object')
        expect('additionalProperties' in schema ? schema.additionalProperties : undefined).not.toBe(undefined);
      if ('type' in schema && schema.type === 'integer') expect(schema).toHaveProperty('maximum');
      for (const part of Object.values(schema)) walk(part);
    };
    walk(z.toJSONSchema(AnyRecordSchema));
    const withProto = `${texts[0]?.slice(0, -1)},"z":1}`;
    expect(readRecord(utf8(withProto)).ok).toBe(false);
    const record = JSON.parse(texts[0] ?? '{}') as Record<string, unknown>;
    const hidden = canonicalize({ ...record, absent: JSON.parse('{"__proto__":"x"}') as unknown });
    expect(readRecord(utf8(hidden))).toMatchObject({
      ok: false,
      error: 'the entry holds a member that its schema drops',
    });
  });
});
