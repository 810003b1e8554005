import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecord, quoteBigIntegers } from './parse-record.ts';
import { createObjectSplitter } from './split-object.ts';

const bytes = (text: string) => Buffer.from(text);

describe('parsing a record', () => {
  it('[ingest.big-integers] integers that a number cannot hold become strings of their digits; all else stays', () => {
    expect(
      parseRecord(
        bytes(
          '{"ns":1732104000123456789,"s":"1732104000123456789","m":-9007199254740993,"ok":9007199254740991,"f":1732104000123456789.5}',
        ),
      ),
    ).toEqual({
      ok: true,
      value: {
        ns: '1732104000123456789',
        s: '1732104000123456789',
        m: '-9007199254740993',
        ok: 9007199254740991,
        f: 1732104000123456800,
      },
    });
    fc.assert(
      fc.property(fc.jsonValue(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }), (value, big) => {
        const text = `[${JSON.stringify(value)},${big},${JSON.stringify(`"${big}\\`)}]`;
        expect(JSON.parse(quoteBigIntegers(text))).toEqual([
          JSON.parse(quoteBigIntegers(JSON.stringify(value))),
          `${big}`,
          `"${big}\\`,
        ]);
      }),
    );
  });

  it('[ingest.big-integers] an element that was cut out as exact needs no such look', () => {
    const number = fc.oneof(
      fc.nat(),
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.bigInt({ min: 10n ** 14n, max: 10n ** 17n }),
    );
    const list = fc.array(fc.oneof(number, fc.array(number, { maxLength: 3 })), { maxLength: 4 });
    const written = (value: unknown): string =>
      Array.isArray(value) ? `[${value.map(written).join(',')}]` : String(value).replace('e+', 'e');
    let told = 0;
    fc.assert(
      fc.property(fc.array(list, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 40 }), (lists, size) => {
        const object = bytes(`[${lists.map((one) => `{"a":"1234567890123456789","b":${written(one)}}`).join(',')}]`);
        const splitter = createObjectSplitter({
          record(part, { exact }) {
            if (exact === true) told += 1;
            expect(parseRecord(part, false, exact)).toEqual(parseRecord(part));
          },
          broken: (part) => expect(part).toHaveLength(0),
        });
        for (let at = 0; at < object.length; at += size) splitter.push(object.subarray(at, at + size));
        splitter.end(false);
      }),
    );
    expect(told).toBeGreaterThan(20);
  });

  it('[ingest.syslog-prefix] text of syslog before the object is passed over on a line, and nowhere else', () => {
    for (const prefix of [
      '<134>Nov 20 10:00:00 host app: ',
      '<134>1 2026-11-20T10:00:00Z host app - - [x@1 a="b"] ',
      'Nov 20 10:00:00 host ',
    ])
      expect(parseRecord(bytes(`${prefix}{"a":{"b":1}}`), true)).toEqual({ ok: true, value: { a: { b: 1 } } });
    expect(parseRecord(bytes('host {"a":1}'))).toEqual({ ok: false, error: 'not_json' });
    expect(parseRecord(bytes('"a": {"b":1}'), true)).toEqual({ ok: false, error: 'not_json' });
  });

  it('[ingest.invalid-utf8] invalid UTF-8 is told and not replaced', () => {
    expect(parseRecord(Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]))).toEqual({
      ok: false,
      error: 'invalid_utf8',
    });
    expect(parseRecord(bytes('{"ä":"漢"}'))).toEqual({ ok: true, value: { ä: '漢' } });
    for (const no of ['[1]', '1', 'null', '"x"'])
      expect(parseRecord(bytes(no)), no).toEqual({ ok: false, error: 'not_an_object' });
  });
});
