import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEventSplitter, eventData, plainData } from './event-splitter.ts';

it('[llm.sse-split] every split of a stream gives the same events, and their bytes are all bytes but the unended rest', () => {
  const line = fc.constantFrom(
    'data: {"a":1}',
    'data:x',
    'event: ping',
    ': comment',
    'data: ä€😀',
    'id: 7',
    '\rdata: y',
  );
  const event = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => `${lines.join('\n')}\n\n`);
  const crlf = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => `${lines.join('\r\n')}\r\n\r\n`);
  fc.assert(
    fc.property(
      fc.array(fc.oneof(event, crlf), { maxLength: 8 }),
      fc.constantFrom('', 'data: half', 'data: half\n'),
      fc.array(fc.nat(), { maxLength: 12 }),
      (events, rest, cuts) => {
        const bytes = Buffer.from(events.join('') + rest, 'utf8');
        const whole = createEventSplitter().push(bytes);
        const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
        const splitter = createEventSplitter();
        const parts: Buffer[] = [];
        let from = 0;
        for (const to of [...at, bytes.length]) {
          parts.push(...splitter.push(bytes.subarray(from, to)));
          from = to;
        }
        expect(parts.map(String)).toEqual(whole.map(String));
        for (const part of parts) {
          const plain = plainData(part);
          if (plain !== undefined) expect(Buffer.from(plain, 'latin1').toString()).toBe(eventData(part));
        }
        expect(Buffer.concat(parts).length + splitter.pending()).toBe(bytes.length);
      },
    ),
  );
});

it('[llm.sse-data] data lines are joined, names and comments are not data', () => {
  expect(eventData(Buffer.from('event: a\ndata: 1\ndata:2\r\n\r\n'))).toBe('1\n2');
  expect(eventData(Buffer.from(': ping\n\n'))).toBeUndefined();
});

it('[llm.sse-long] an event beyond the limit ends the reading', () => {
  const splitter = createEventSplitter(10);
  expect(splitter.push(Buffer.from('data: 1234567'))).toEqual([]);
  expect(splitter.overlong()).toBe(true);
  expect(splitter.push(Buffer.from('\n\n'))).toEqual([]);
});
