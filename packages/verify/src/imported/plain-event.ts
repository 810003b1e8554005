/**
 * Imported events read fast. A report holds a million of them, and a schema library takes longer over each than everything
 * else together. Here an event is either certainly what the schema accepts, or nothing is said and the schema decides: the two
 * are held against each other by a property test.
 *
 * Invariant: `plainEvent` gives a value only for text that is RFC 8785 form of an object that `ImportedEventSchema` accepts.
 */
import type { ImportedEvent } from '@remit/record';
import { EventKind, MissingReason, PolicyDecision } from '@remit/record';

type Test = (value: unknown) => boolean;

const CONTROL = /\p{Cc}/u;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const DIGEST = /^[0-9a-f]{64}$/;
const HASH = /^[A-Za-z0-9_-]{43}$/;
const HANDLE = /^p_[A-Za-z0-9_-]{22}$/;

const text =
  (max: number): Test =>
  (value) =>
    typeof value === 'string' && value.length > 0 && value.length <= max && !CONTROL.test(value);
const label = text(256);
const longLabel = text(2048);
const like =
  (pattern: RegExp): Test =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const count: Test = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const oneOf = (values: Iterable<unknown>): Test => {
  const set = new Set(values);
  return (value) => set.has(value);
};
const list =
  (of: Test, max: number): Test =>
  (value) =>
    Array.isArray(value) && value.length <= max && value.every(of);
const object = (members: Readonly<Record<string, Test>>, required: readonly string[]): Test => {
  const tests = new Map(Object.entries(members));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    let before = '';
    let needed = 0;
    for (const key of Object.keys(value)) {
      const test = tests.get(key);
      // Sorted, so that the text is in RFC 8785 form.
      if (test === undefined || key <= before || !test(Reflect.get(value, key))) return false;
      if (required.includes(key)) needed += 1;
      before = key;
    }
    return needed === required.length;
  };
};
const record =
  (of: Test): Test =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    let before = '';
    for (const key of Object.keys(value)) {
      if (key <= before || key === '__proto__' || !label(key) || !of(Reflect.get(value, key))) return false;
      before = key;
    }
    return true;
  };

const isEvent = object(
  {
    act: object(
      {
        effect: oneOf(['read', 'write']),
        method: label,
        named: label,
        res: longLabel,
        srv: longLabel,
        tool: label,
      },
      [],
    ),
    c: record(like(HASH)),
    dec: object(
      {
        basis: label,
        by: label,
        enforced: oneOf([false]),
        result: oneOf(Object.values(PolicyDecision)),
        rules: list(label, 32),
      },
      ['basis', 'result'],
    ),
    flags: list(label, 16),
    from: record(longLabel),
    ids: record(longLabel),
    kind: oneOf(EventKind.options),
    missing: record(oneOf(MissingReason.options)),
    model: object({ prov: label, region: label, req: longLabel, resp: longLabel }, []),
    n: count,
    out: object({ code: label, ms: count, status: oneOf(['executed', 'errored', 'refused', 'unknown']) }, ['status']),
    raw: like(DIGEST),
    src: object({ dataset: label, id: label, line: count, map: label }, ['dataset', 'map']),
    tk: oneOf(['event', 'ingest']),
    ts: like(TIMESTAMP),
    use: object({ in: count, out: count }, []),
    v: oneOf([1]),
    who: object({ acct: label, agent: longLabel, client: label, sub: like(HANDLE) }, []),
  },
  ['act', 'from', 'ids', 'kind', 'missing', 'n', 'raw', 'src', 'tk', 'v', 'who'],
);

/** The event of a text in RFC 8785 form; undefined when the schema has to decide. */
export function plainEvent(source: string): ImportedEvent | undefined {
  // An escaped surrogate may be a lone one, which strict JSON refuses.
  if (source.includes('\\ud')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return undefined;
  }
  // Written again it is the same text: no key stands twice, no number was rounded, nothing was spelled in another way.
  if (!isEvent(value) || JSON.stringify(value) !== source) return undefined;
  // Proof: isEvent tests every member of the schema by the same rules, and no other member is there.
  return value as ImportedEvent;
}
