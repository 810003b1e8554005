import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createObjectSplitter, MAX_RECORD } from './split-object.ts';

interface Piece {
  readonly text: string;
  readonly offset: number;
  readonly line: number;
  readonly is: string;
}

/** Pieces of an object that arrives in chunks of `size` bytes. */
function split(object: string | Uint8Array, size = 1 << 16, cut = false, limit?: number): Piece[] {
  const bytes = Buffer.from(object);
  const found: Piece[] = [];
  const splitter = createObjectSplitter(
    {
      record: (part, place, is) => found.push({ text: Buffer.from(part).toString(), ...place, is }),
      broken: (part, place, is) => found.push({ text: Buffer.from(part).toString(), ...place, is }),
    },
    limit,
  );
  for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
  splitter.end(cut);
  for (const { text, offset } of found) expect(bytes.subarray(offset).toString().startsWith(text)).toBe(true);
  return found;
}
const texts = (pieces: readonly Piece[]) => pieces.map(({ text }) => text);

describe('splitting an object into records', () => {
  it('[ingest.forms] finds the records of every form that a log comes in, with their exact bytes', () => {
    const a = '{"a":"}]\\"{","b":[1,{}]}';
    const b = '{ "b" : 1.50 }';
    for (const [object, is] of [
      [`{"Records":[${a},${b}]}`, 'element'],
      [` {"Records" : [ ${a}\n, ${b} ] , "more": {"x":"]}"} }\n`, 'element'],
      [`[${a},\r\n${b}]`, 'element'],
      [`{"Records":[${a}]}\n{"Records":[${b}]}\n`, 'element'],
    ] as const)
      for (const size of [1, 7, 65_536]) {
        expect(texts(split(object, size)), object).toEqual([a, b]);
        expect(split(object, size).map((piece) => [piece.line, piece.is])).toEqual([
          [1, is],
          [2, is],
        ]);
      }
    expect(texts(split(`${a}\n${b}\n`))).toEqual([a, b]);
    const pretty = '{\n  "a": [\n    {"x": 1}\n  ]\n}';
    expect(split(`${pretty}\n${pretty}`, 3)).toEqual([
      { text: pretty, offset: 0, line: 1, is: 'document' },
      { text: pretty, offset: pretty.length + 1, line: 6, is: 'document' },
    ]);
  });

  it('[ingest.traps] byte order mark, CRLF, blank lines and a last line without end are no part of a record', () => {
    expect(split('\ufeff{"a":1}\r\n\r\n{"b":2}\r\n \n{"c":3}', 2).map(({ text, line }) => [text, line])).toEqual([
      ['{"a":1}', 1],
      ['{"b":2}', 3],
      ['{"c":3}', 5],
    ]);
    expect(texts(split('\ufeff[{"a":1}]'))).toEqual(['{"a":1}']);
    for (const empty of ['', '\ufeff', ' \n', '[]', '{"Records":[]}', '[ ]\n']) expect(split(empty, 1)).toEqual([]);
  });

  it('[ingest.bad-line] a line that is broken spoils no other', () => {
    expect(texts(split('{"a":1}\n{"b":"cut\n{"c":3}\n', 5))).toEqual(['{"a":1}', '{"b":"cut', '{"c":3}']);
    expect(texts(split('{"a":"cut\n{"b":2}\n{"c":3}\n', 5))).toEqual(['{"a":"cut', '{"b":2}', '{"c":3}']);
    expect(texts(split('{"a":{"x":1\n{"b":2}\n'))).toEqual(['{"a":{"x":1', '{"b":2}']);
    expect(texts(split('noise\n{"b":2}\n'))).toEqual(['noise', '{"b":2}']);
  });

  it('[ingest.cut-off] what an object that ends too early holds last is told apart, never taken for a record', () => {
    expect(split('{"Records":[{"a":1},{"b":').map(({ text, is }) => [text, is])).toEqual([
      ['{"a":1}', 'element'],
      ['{"b":', 'cut_off'],
    ]);
    expect(split('[{"a":1}').map(({ is }) => is)).toEqual(['element', 'cut_off']);
    expect(split('{"a":1}\n{"b":2}', 4, true).map(({ is }) => is)).toEqual(['document', 'cut_off']);
    expect(split('{"a":1}\n', 4, true).map(({ is }) => is)).toEqual(['document', 'cut_off']);
    expect(split('{"a": {"b":1}').map(({ is }) => is)).toEqual(['cut_off']);
    // What comes behind a broken element cannot be told apart; it is listed as a whole.
    expect(split('{"Records":[{"a":1},{"b":"x\n"},{"c":3}]}').map(({ is }) => is)).toEqual(['element', 'line', 'line']);
  });

  it('[ingest.big-record] a record of more than a megabyte is one record', () => {
    const big = `{"a":"${'x'.repeat(3_000_000)}"}`;
    expect(texts(split(`{"Records":[${big},{"b":1}]}`, 100_000))).toEqual([big, '{"b":1}']);
    expect(texts(split(`${big}\n${big}\n`, 100_000))).toEqual([big, big]);
  });

  it('[ingest.forms] gives back any records, whatever the chunks are', () => {
    const records = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 64 }), (values, size) => {
        const parts = values.map((value) => JSON.stringify(value));
        expect(texts(split(parts.join('\n'), size))).toEqual(parts);
        expect(texts(split(`[${parts.join(',')}]`, size))).toEqual(parts);
        expect(texts(split(`{"Records":[${parts.join(' , ')}]}`, size))).toEqual(parts);
      }),
    );
  });

  it('[ingest.nothing-lost] every byte of any object that is not white space, a mark or punctuation of a list is handed over', () => {
    const noise = fc.array(fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', '\n', ':', 'a', '1', '{"Records":['), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(noise, fc.integer({ min: 1, max: 9 }), (parts, size) => {
        const object = parts.join('');
        const pieces = split(object, size);
        expect(texts(pieces)).toEqual(texts(split(object)));
        const letters = (text: string) => [...text].filter((letter) => letter === 'a' || letter === '1').length;
        const inTail = /\{"Records":\[/.test(object);
        if (!inTail) expect(letters(texts(pieces).join(''))).toBe(letters(object));
      }),
    );
  });

  it('[ingest.record-limit] a record over the limit is listed once, by its first bytes, whatever the chunks are; the next ones are read', () => {
    const limit = 600;
    const of = (length: number) => `{"a":"${'x'.repeat(length - 8)}"}`;
    const small = '{"b":1}';
    for (const size of [1, 7, 599, 600, 601, 65_536]) {
      for (const ending of ['\n', '\r\n']) {
        const lines = [small, of(limit), of(limit + 1), of(5 * limit), small].join(ending) + ending;
        const found = split(lines, size, false, limit);
        expect(
          found.map(({ text, line, is }) => [text.length, line, is]),
          `chunks of ${size}`,
        ).toEqual([
          [small.length, 1, 'document'],
          [limit, 2, 'line'],
          [limit, 3, 'record_too_large'],
          [limit, 4, 'record_too_large'],
          [small.length, 5, 'line'],
        ]);
      }
      // The first record of an object, and the last one without its end.
      expect(split(`${of(limit + 1)}\n${small}`, size, false, limit).map(({ is }) => is)).toEqual([
        'record_too_large',
        'line',
      ]);
      expect(split(of(3 * limit), size, false, limit).map(({ is }) => is)).toEqual(['record_too_large']);
    }
    for (const size of [1, 100, 599, 65_536]) {
      const list = split(`{"Records":[${small},${of(3 * limit)},${small}]}`, size, false, limit);
      expect(list.map(({ line, is }) => [line, is])).toEqual([
        [1, 'element'],
        [2, 'record_too_large'],
        [3, 'element'],
      ]);
      const open = split(`[${small},${of(3 * limit).slice(0, -3)}`, size, false, limit);
      expect(open.map(({ is }) => is).slice(0, 2)).toEqual(['element', 'record_too_large']);
    }
    expect(MAX_RECORD).toBe(64 * 1024 * 1024);
  });
});
