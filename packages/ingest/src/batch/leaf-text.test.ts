import type { Result } from '@remit/core';
import { canonicalize, ok } from '@remit/core';
import { EventKind, ImportedEventSchema, MissingReason } from '@remit/record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MappedEvent } from '../source.ts';
import { createLeafDrafter, type LeafFrame } from './leaf-text.ts';

const plain = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
const odd = fc.oneof(
  plain,
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', 'a"b', '\\', '\u007f', '\ud800', 'x'.repeat(257)),
);
const text = fc.oneof({ weight: 12, arbitrary: plain }, { weight: 1, arbitrary: odd });
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const count = fc.oneof(
  { weight: 9, arbitrary: fc.nat() },
  { weight: 1, arbitrary: fc.constantFrom(-1, 0.5, -0, 2 ** 53) },
);
const names = fc.dictionary(plain, text, { maxKeys: 5 });

const events: fc.Arbitrary<MappedEvent> = fc.record({
  dataset: plain,
  id: maybe(text),
  ts: maybe(fc.constantFrom('2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00Z')),
  tk: fc.constantFrom('event', 'ingest'),
  kind: fc.constantFrom(...EventKind.options),
  agent: maybe(text),
  client: maybe(text),
  acct: maybe(text),
  act: maybe(
    fc.record({
      srv: maybe(text),
      method: maybe(text),
      tool: maybe(text),
      named: maybe(text),
      res: maybe(text),
      effect: maybe(fc.constantFrom('read', 'write')),
    }),
  ),
  model: maybe(fc.record({ prov: maybe(text), req: maybe(text), resp: maybe(text), region: maybe(text) })),
  dec: maybe(
    fc.record({
      result: fc.constantFrom('permit', 'deny', 'escalate'),
      by: maybe(text),
      rules: maybe(fc.array(text, { maxLength: 3 })),
      basis: text,
      enforced: maybe(fc.constant(false)),
    }),
  ),
  out: maybe(
    fc.record({
      status: fc.constantFrom('executed', 'errored', 'refused', 'unknown'),
      code: maybe(text),
      ms: maybe(count),
    }),
  ),
  use: maybe(fc.record({ in: maybe(count), out: maybe(count) })),
  ids: maybe(names),
  from: names,
  missing: fc.dictionary(plain, fc.constantFrom(...MissingReason.options), { maxKeys: 4 }),
  flags: maybe(fc.array(plain, { maxLength: 3 })),
}) as fc.Arbitrary<MappedEvent>; // Proof: optional members may be undefined here, which the writer treats as absent.

const n = 7;
const sub = `p_${'A'.repeat(22)}`;
const frame: LeafFrame = {
  raw: 'a'.repeat(64),
  line: 3,
  map: 'made/1',
  commitments: { result: 'b'.repeat(43), args: 'a'.repeat(43) },
};

/** The event as an object, made in the plain way. */
function plainEvent(event: MappedEvent): unknown {
  const { dataset, id, agent, client, acct, act, ids, content: _, person: __, ...rest } = event;
  return JSON.parse(
    JSON.stringify({
      ...rest,
      v: 1,
      n,
      raw: frame.raw,
      src: { dataset, id, line: frame.line, map: frame.map },
      who: { sub, agent, client, acct },
      act: act ?? {},
      ids: ids ?? {},
      c: frame.commitments,
    }),
  );
}

const draftLeaf = createLeafDrafter();

/** The draft completed as the leaf writer does it. */
function leafText(event: MappedEvent): Result<string, string> {
  const draft = draftLeaf(event, frame);
  if (!draft.ok) return draft;
  const { text, n: at, ts } = draft.value;
  expect(ts < 0 ? undefined : text.slice(ts, ts + 24)).toBe(event.tk === 'event' ? event.ts : undefined);
  return ok(`${text.slice(0, at)}${n}${text.slice(at)}${text.endsWith('{') ? '' : ','}"sub":"${sub}"}}`);
}

describe('the text of a leaf', () => {
  it('[ingest.leaf-text] is what the canonicalizer makes of the event, and refused exactly where the schema refuses it', () => {
    let written = 0;
    fc.assert(
      fc.property(events, (event) => {
        const value = plainEvent(event);
        const parsed = ImportedEventSchema.safeParse(value);
        const made = leafText(event);
        // Lone surrogates pass the schema and not the canonicalizer.
        if (made.ok) expect(made.value).toBe(canonicalize(value));
        else if (parsed.success) expect(() => canonicalize(value)).toThrow('lone surrogate');
        if (made.ok) expect(parsed.success).toBe(true);
        if (made.ok) written += 1;
      }),
      { numRuns: 500 },
    );
    expect(written).toBeGreaterThan(100);
  });

  it('[ingest.leaf-text] names the field that cannot stand in a leaf, without its content', () => {
    const event: MappedEvent = {
      dataset: 'd',
      tk: 'ingest',
      kind: 'other',
      act: { tool: 'a\nb' },
      from: {},
      missing: {},
    };
    expect(leafText(event)).toEqual({ ok: false, error: 'act.tool' });
  });
});
