import { canonicalize } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callRecordText } from './call-record-text.ts';
import { AnyRecord } from './record-types.ts';

const sha = 'a'.repeat(64);
const leaf = 'A'.repeat(43);
const base = {
  v: 1,
  id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  ts: '2026-10-01T08:00:00.000Z',
  org: 'remit.test/log',
  w: { id: 'w1', n: 0 },
  s: { id: 'session', n: 3 },
  cause: [leaf],
  c: { args: leaf },
  absent: { model: 'none' },
  who: { sub: `p_${'x'.repeat(22)}`, agent: 'a', client: 'c' },
  about: [`p_${'y'.repeat(22)}`],
  act: { srv: 's', method: 'tools/call', tool: 't', tool_sha: sha },
  scope: { id: 'i', sha },
};
const decision = {
  ...base,
  t: 'mcp.decision',
  pol: { bundle_sha: sha, dec: 'permit', eval: 'evaluated', rules: ['r'], errors: ['e'], enforced: false },
  join: { call: 'c', session: 's', thread: 't', trace: 'b'.repeat(32), args_fp: leaf },
};
const outcome = { ...base, t: 'mcp.outcome', out: { status: 'executed', why: 'w', ms: 1 } };

const model = { prov: 'main', req: 'small', route: 'gpt-4o-mini', kind: 'openai', region: 'eu' };
const asked = {
  ...base,
  t: 'llm.decision',
  model,
  pol: decision.pol,
  ask: {
    dialect: 'openai.chat',
    stream: false,
    max_out: 10,
    choices: 1,
    attempt: 0,
    changed: ['/model'],
    tools: ['t'],
    tools_sha: sha,
    params_sha: sha,
    results: ['r'],
    session: 's',
    thread: 't',
    trace: 'b'.repeat(32),
  },
  bud: {
    price: sha,
    up: { nanousd: 1, tokens: 2, requests: 1 },
    draws: [{ limit: 'l', version: 'v', account: 'a', window: '2026-11', unit: 'tokens' }],
    past: ['l'],
  },
};
const answered = {
  ...base,
  t: 'llm.outcome',
  model: { ...model, resp: ['gpt-4o-mini-2024-07-18'], id: 'i', fingerprint: 'f', tier: 'default' },
  out: outcome.out,
  fin: { how: 'complete', raw: ['stop'], bytes: 720 },
  use: {
    source: 'provider',
    models: [{ model: 'm', input: 120, cache_read: 0, cache_write: 0, output: 40, reasoning: 0 }],
    spent: { nanousd: 1, tokens: 2, requests: 1 },
    price: sha,
  },
  calls: [{ id: 'i', name: 'n', args_fp: leaf, ran: 'provider' }],
};
const records = [decision, outcome, asked, answered];

const ADDED = new Set(['v', 'id', 'ts', 'org', 'w', 'c']);

/** The text of a record that comes as a draft and what the writer adds to it. */
function quickText(record: { readonly t: string }): string | undefined {
  const part = (wanted: boolean) =>
    Object.fromEntries(Object.entries(record).filter(([key]) => ADDED.has(key) === wanted));
  return callRecordText({ ...part(false), t: record.t }, part(true));
}

/** Every place in a value, as a path. */
function places(value: unknown, at: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.keys(value).flatMap((key) => places((value as Record<string, unknown>)[key], [...at, key]))];
}

const wrong: readonly unknown[] = [
  undefined,
  null,
  '',
  -1,
  0,
  1.5,
  2 ** 53,
  Number.NaN,
  true,
  [],
  {},
  'x'.repeat(257),
  'a\u0007b',
  'a\u0085b',
  '\ud800',
  '\n',
  `${leaf}\n`,
  `${sha}\n`,
  [leaf, leaf],
  Array.from({ length: 65 }, () => leaf),
  'deny',
  'refused',
  'x'.repeat(256),
  '\u{1F600}'.repeat(128),
  new Date(0),
  Object.create(null),
];
const hostile = fc.oneof(fc.constantFrom(...wrong), fc.string({ unit: 'binary', maxLength: 300 }), fc.jsonValue());

describe('the quick writer of call records', () => {
  it('[record.quick-check] knows the records that the gateway writes', () => {
    for (const record of records) {
      expect(AnyRecord.safeParse(record).success).toBe(true);
      expect(quickText(record)).toBe(canonicalize(record));
    }
    const { s: _s, about: _a, scope: _o, cause: _c, ...short } = decision;
    expect(quickText(short)).toBe(canonicalize(short));
    expect(quickText({ t: 'heartbeat' })).toBeUndefined();
  });

  it('[record.quick-check] accepts nothing that the schema refuses, whatever is changed, added or left out', () => {
    let accepted = 0;
    let refused = 0;
    const changes = fc.record({
      record: fc.constantFrom<{ readonly t: string }>(...records),
      place: fc.nat(),
      kind: fc.constantFrom('set', 'remove', 'add'),
      key: fc.oneof(fc.constantFrom('who', 'x', '__proto__', 'enforced', 'about'), fc.string()),
      value: hostile,
    });
    fc.assert(
      fc.property(changes, ({ record, place, kind, key, value }) => {
        const changed = structuredClone(record);
        const all = places(changed).filter((path) => path.length > 0);
        const path = all[place % all.length] ?? [];
        // Proof: every place but the last key of a path holds an object.
        const parent = path.slice(0, -1).reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], changed);
        const target = parent as Record<string, unknown>;
        if (kind === 'remove') delete target[String(path.at(-1))];
        else {
          const name = kind === 'set' ? String(path.at(-1)) : key;
          // The length of an array is no member: JSON cannot carry it, and defining it with such values throws.
          if (Array.isArray(target) && name === 'length') return;
          Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
        }
        // Frozen parts are remembered: the second text must be the first.
        if (place % 2 === 0) for (const part of Object.values(changed)) Object.freeze(part);
        const quick = quickText(changed);
        expect(quickText(changed)).toBe(quick);
        if (quick !== undefined) {
          expect(AnyRecord.safeParse(changed).success).toBe(true);
          expect(quick).toBe(canonicalize(changed));
        }
        if (quick !== undefined) accepted += 1;
        else refused += 1;
      }),
      { numRuns: 20_000 },
    );
    console.log(`quick check: ${accepted} changed records accepted, ${refused} left to the schema`);
    expect(accepted).toBeGreaterThan(100);
  });
});
