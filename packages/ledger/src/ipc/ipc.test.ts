import { serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACKNOWLEDGED, decodeAcknowledged, encodeAcknowledged } from './acknowledged-bytes.ts';
import { APPEND, decodeAppend, encodeAppend } from './append-bytes.ts';
import { createFrameDecoder } from './frames.ts';
import { createLineSplitter } from './lines.ts';
import type { AppendItem } from './messages.ts';

/** Cuts bytes at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((p) => p % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
}

describe('frames', () => {
  it('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.array(fc.nat(), { maxLength: 20 }), (messages, places) => {
        const stream = Buffer.concat(
          messages.map((message) => {
            const body = serialize(message);
            const head = Buffer.alloc(4);
            head.writeUInt32BE(body.length);
            return Buffer.concat([head, body]);
          }),
        );
        const out: unknown[] = [];
        const decode = createFrameDecoder((message) => out.push(message));
        for (const chunk of cut(stream, places)) decode(chunk);
        expect(out).toEqual(messages);
      }),
    );
  });
});

describe('records to append', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 });
  const bytes = fc.uint8Array({ maxLength: 50 }).map((part) => Buffer.from(part));
  const item: fc.Arbitrary<AppendItem> = fc.record({
    writer: text,
    n: fc.maxSafeNat(),
    id: text,
    t: text,
    entry: bytes,
    vault: fc.option(
      fc.record({
        dek: bytes,
        subjects: fc.array(text),
        disclosures: bytes,
        payloads: fc.array(fc.record({ field: text, sealed: bytes })),
      }),
      { nil: undefined },
    ),
    subjects: fc.array(fc.record({ handle: text, kind: text, reference: bytes, key: bytes })),
    opens: fc.constantFrom(undefined, 'decision', 'escalation'),
    closes: fc.array(text),
  });

  it('come out as they went in, also through the frames', () => {
    fc.assert(
      fc.property(fc.array(item), fc.boolean(), (items, again) => {
        const message = { kind: 'append', again, items } as const;
        const frame = encodeAppend(message, 4);
        expect(frame[4]).toBe(APPEND);
        expect(decodeAppend(frame.subarray(4))).toEqual(message);
        frame.writeUInt32BE(frame.length - 4);
        const out: unknown[] = [];
        createFrameDecoder((one) => out.push(one))(frame);
        expect(out).toEqual([message]);
      }),
    );
  });
});

describe('what is durable', () => {
  const one = (writer: string, n: number, index: number) => ({ writer, n, index });

  it('comes out as it went in, in any order and of any writers', () => {
    const start = fc.record({
      writer: fc.constantFrom('gw_a', 'gw_b', '\u00e9'),
      n: fc.nat(9),
      index: fc.maxSafeNat(),
    });
    const run = fc
      .tuple(start, fc.integer({ min: 1, max: 5 }))
      .map(([{ writer, n, index }, length]) => Array.from({ length }, (_, i) => one(writer, n + i, index - 9 + i)));
    fc.assert(
      fc.property(fc.array(run), (runs) => {
        const records = runs.flat();
        const frame = encodeAcknowledged(records, 4);
        expect(frame[4]).toBe(ACKNOWLEDGED);
        expect(decodeAcknowledged(frame.subarray(4))).toEqual(records);
        frame.writeUInt32BE(frame.length - 4);
        const out: unknown[] = [];
        createFrameDecoder((message) => out.push(message))(frame);
        expect(out).toEqual([{ kind: 'acknowledged', records }]);
      }),
    );
  });

  it('takes a few bytes for a whole batch of one writer', () => {
    const batch = Array.from({ length: 256 }, (_, i) => one('gw_a', 1_000 + i, 7_000 + i));
    expect(encodeAcknowledged(batch, 4).length).toBeLessThan(40);
    // A hole in the numbers, or in the places, begins another run.
    const holed = [...batch.slice(0, 3), ...batch.slice(4, 6), one('gw_a', 1_006, 9_000)];
    expect(decodeAcknowledged(encodeAcknowledged(holed, 0))).toEqual(holed);
  });
});

describe('lines', () => {
  it('come out as they went in, however the stream is cut, also inside a character', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\n'));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(), { maxLength: 20 }), (lines, places) => {
        const out: string[] = [];
        const split = createLineSplitter(1_000, (text) => out.push(text));
        for (const chunk of cut(Buffer.from(lines.map((text) => `${text}\n`).join('')), places))
          expect(split(chunk)).toBe(true);
        expect(out).toEqual(lines);
      }),
    );
  });

  it('stop at a line that is too long or not UTF-8', () => {
    const out: string[] = [];
    const split = createLineSplitter(4, (text) => out.push(text));
    expect(split(Buffer.from('abcd\nabc'))).toBe(true);
    expect(split(Buffer.from('de\nx\n'))).toBe(false);
    expect(split(Buffer.from('x\n'))).toBe(false);
    expect(createLineSplitter(4, (text) => out.push(text))(Buffer.from([0xff, 0x0a]))).toBe(false);
    expect(out).toEqual(['abcd']);
  });
});
