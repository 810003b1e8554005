import { canonicalize, fromUtf8, utf8 } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecord } from '../projection/read-record.ts';
import { everyTypeStory } from '../testing/story.ts';
import type { RecordShape } from './record-shape.ts';
import { fits, shapeOf } from './record-shape.ts';
import type { SlotKind } from './slots.ts';

const LLM: readonly object[] = [
  {
    t: 'llm.decision',
    who: { sub: `p_${'a'.repeat(22)}` },
    act: { srv: 'models/one', method: 'chat', tool: 'm' },
    model: { prov: 'one', req: 'm', route: 'm', kind: 'openai' },
    pol: { dec: 'permit', eval: 'evaluated', rules: ['r'] },
    ask: { dialect: 'openai.chat', stream: false, choices: 1, attempt: 0, session: 'ours' },
    bud: {
      up: { nanousd: 5, tokens: 6, requests: 1 },
      draws: [{ limit: 'l', version: 'v', account: 'a', window: '2026-11', unit: 'tokens' }],
    },
  },
  {
    t: 'llm.outcome',
    who: { sub: `p_${'a'.repeat(22)}` },
    act: { srv: 'models/one', method: 'chat', tool: 'm' },
    model: { prov: 'one', req: 'm', route: 'm', kind: 'openai', id: 'resp-1' },
    out: { status: 'executed', ms: 40 },
    use: {
      source: 'provider',
      models: [{ model: 'm', input: 1, cache_read: 0, cache_write: 0, output: 2, reasoning: 0 }],
      spent: { nanousd: 5, tokens: 6, requests: 1 },
    },
    calls: [{ id: 'call_1', name: 'read', args_fp: 'B'.repeat(43) }],
  },
  {
    t: 'mcp.decision',
    who: { sub: `p_${'a'.repeat(22)}` },
    act: { srv: 's', method: 'tools/call' },
    join: { call: 'call_1', session: 'ours', args_fp: 'B'.repeat(43) },
    about: [`p_${'b'.repeat(22)}`],
    pol: { dec: 'deny', eval: 'not-evaluated', rules: [] },
  },
];

function samples(): { text: string; record: AnyRecord }[] {
  const base = {
    v: 1,
    id: `0${'A'.repeat(25)}`,
    ts: '2026-11-01T00:00:00.000Z',
    org: 'o',
    w: { id: 'w', n: 3 },
    s: { id: 's-1', n: 4 },
    cause: ['C'.repeat(43)],
    c: { ctx: 'D'.repeat(43) },
  };
  const entries = [...everyTypeStory().ledger.entries, ...LLM.map((part) => utf8(canonicalize({ ...base, ...part })))];
  return entries.map((entry) => {
    const read = readRecord(entry);
    if (!read.ok) throw new Error(read.error);
    return { text: fromUtf8(entry) ?? '', record: read.value };
  });
}

const letters = (alphabet: string, length: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length }).map((all) => all.join(''));
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES: Readonly<Record<SlotKind, fc.Arbitrary<string>>> = {
  ulid: fc
    .tuple(letters('01234567', 1), letters('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 25))
    .map((parts) => parts.join('')),
  time: letters('0123456789', 17).map(
    (d) =>
      `${d.slice(0, 4)}-${d.slice(4, 6)}-${d.slice(6, 8)}T${d.slice(8, 10)}:${d.slice(10, 12)}:${d.slice(12, 14)}.${d.slice(14)}Z`,
  ),
  hash: letters(BASE64, 43),
  handle: letters(BASE64, 22).map((name) => `p_${name}`),
  label: fc.oneof(
    fc.string({ minLength: 0, maxLength: 12 }),
    fc.constantFrom('"', '\\', '\u007f', 'a'.repeat(256), 'a'.repeat(257)),
  ),
  count: fc.oneof(
    fc.nat().map(String),
    fc.constantFrom('0', '007', '-1', '1.5', '1e3', '999999999999999', '9007199254740992'),
  ),
};
const anyKind = fc.constantFrom(...Object.keys(VALUES)) as fc.Arbitrary<SlotKind>;

/** The text of a shape with these values in its slots. */
function filled({ literals }: RecordShape, values: readonly string[]): string {
  return literals.map((literal, i) => `${fromUtf8(literal) ?? ''}${values[i] ?? ''}`).join('');
}

function fitsText(shape: RecordShape, text: string): boolean {
  const bytes = utf8(text);
  return fits(shape, bytes, { start: 0, end: bytes.length }, new Int32Array(2 * shape.kinds.length));
}

describe('shapes of records', () => {
  const shapes = samples().map(({ text, record }) => ({ text, shape: shapeOf(text, record) }));

  it('[verify.record-shapes] every record of the story has a shape and fits it', () => {
    for (const { text, shape } of shapes) expect(shape !== undefined && fitsText(shape, text), text).toBe(true);
  });

  it('[verify.record-shapes] what fits a shape is a record for the other reading too, whatever stands in its slots', () => {
    let taken = 0;
    for (const { shape } of shapes) {
      if (shape === undefined) continue;
      const values = fc.tuple(
        ...shape.kinds.map((kind) =>
          fc.oneof(
            { weight: 30, arbitrary: VALUES[kind] },
            { weight: 1, arbitrary: anyKind.chain((other) => VALUES[other]) },
          ),
        ),
      );
      fc.assert(
        fc.property(values, (chosen) => {
          const text = filled(shape, chosen);
          if (!fitsText(shape, text)) return;
          taken += 1;
          expect(readRecord(utf8(text)).ok, text).toBe(true);
        }),
        { numRuns: 40 },
      );
    }
    expect(taken).toBeGreaterThan(shapes.length);
  });

  it('[verify.record-shapes] a shape is left when any byte outside its slots differs', () => {
    for (const { text, shape } of shapes) {
      if (shape === undefined) continue;
      expect(fitsText(shape, `${text} `)).toBe(false);
      expect(fitsText(shape, text.slice(0, -1))).toBe(false);
      expect(fitsText(shape, text.replace('"v":1', '"v":2'))).toBe(false);
      expect(fitsText(shape, text.replace('"t":"', '"t":"x'))).toBe(false);
    }
  });
});
