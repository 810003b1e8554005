import { fromUtf8, utf8 } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsNested, nestedRecords, recordsWithin } from './nested-records.ts';

const SPANS = 'resourceSpans[].scopeSpans[].spans[]';
const documentOf = (text: string) => ({
  bytes: utf8(text),
  line: 1,
  value: JSON.parse(text) as Record<string, unknown>,
});
const recordsOf = (text: string, path: string) => {
  const found = nestedRecords(documentOf(text), path);
  if (!found.ok) throw new Error(found.error);
  return found.value;
};

describe('nested records', () => {
  it('[ingest-others.nested-spans] gives the exact bytes of each span, with resource and scope around it', () => {
    const text = `{ "resourceSpans" : [ {"resource":{"attributes":[1]},"scopeSpans":[{"scope":{"name":"a"},"spans":[ {"n" : 1,"s":"}]\\"{"} , {"n":2}]},
      {"spans":[],"scope":{"name":"b"}}]},{"scopeSpans":[{"spans":[{"n":3}]}],"schemaUrl":"u"}], "x": {"spans":[{"n":9}]} }`;
    const records = recordsOf(text, SPANS);
    expect(records.map(({ record }) => fromUtf8(record.bytes))).toEqual([
      '{"n" : 1,"s":"}]\\"{"}',
      '{"n":2}',
      '{"n":3}',
    ]);
    expect(records.map(({ record }) => record.line)).toEqual([1, 2, 3]);
    expect(records[1]?.around).toEqual({
      resource: { attributes: [1] },
      scope: { name: 'a' },
      x: { spans: [{ n: 9 }] },
    });
    expect(records[2]?.around).toEqual({ schemaUrl: 'u', x: { spans: [{ n: 9 }] } });
    expect(holdsNested(documentOf(text).value, SPANS)).toBe(true);
  });

  it('reads the items of a REST answer, in a list and alone', () => {
    expect(recordsOf('{"result":[{"id":"a"},{"id":"b"},7],"success":true}', 'result[]')).toHaveLength(2);
    const [only] = recordsOf('{"success":true,"result":{"id":"a"}}', 'result');
    expect(only?.record.value).toEqual({ id: 'a' });
    expect(only?.around).toEqual({ success: true });
    expect(holdsNested({ result: {} }, 'result[]')).toBe(false);
    expect(holdsNested({ result: [] }, 'result')).toBe(false);
  });

  it('takes the first path that a document has', () => {
    const found = recordsWithin(documentOf('{"result":[{"id":"a"}]}'), [SPANS, 'result[]', 'result']);
    expect(found?.ok && found.value).toHaveLength(1);
    expect(recordsWithin(documentOf('{"id":"a"}'), [SPANS, 'result[]'])).toBeUndefined();
  });

  it('refuses a document in which a name of the path stands twice', () => {
    const twice = nestedRecords(documentOf('{"result":[{"id":"a"}],"result":[{"id":"b"}]}'), 'result[]');
    expect(twice.ok ? '' : twice.error).toBe('duplicate-key result');
    // The same name written with an escape is the same name.
    const escaped = nestedRecords(documentOf('{"result":[],"r\\u0065sult":[{"id":"b"}]}'), 'result[]');
    expect(escaped.ok).toBe(false);
  });

  it('finds what parsing finds, in any document', () => {
    const span = fc.dictionary(fc.string(), fc.jsonValue());
    const level = (name: string, inner: fc.Arbitrary<unknown>) =>
      fc
        .tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(inner, { maxLength: 3 }))
        .map(([other, list]) => ({ ...other, [name]: list }));
    const made = level('resourceSpans', level('scopeSpans', level('spans', fc.oneof(span, fc.jsonValue()))));
    fc.assert(
      fc.property(made, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        for (const { record } of recordsOf(text, SPANS))
          expect(JSON.parse(fromUtf8(record.bytes) ?? '')).toEqual(record.value);
        const parsed = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: unknown[] }[] }[] };
        const objects = parsed.resourceSpans
          .flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans))
          .filter((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
        expect(recordsOf(text, SPANS).map(({ record }) => record.value)).toEqual(objects);
      }),
    );
  });
});
