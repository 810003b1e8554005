import { utf8 } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sseEvent } from '../../inbound/exchange.ts';
import { createSseParser } from './sse-parser.ts';

function parse(text: string, cuts: readonly number[] = [], max = 1_000_000): { events: string[]; readable: boolean } {
  const events: string[] = [];
  const parser = createSseParser(max, (data) => events.push(data));
  const bytes = utf8(text);
  const edges = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].toSorted(
    (a, b) => a - b,
  );
  let readable = true;
  for (const [index, start] of edges.entries())
    readable = parser.push(bytes.subarray(start, edges[index + 1])) && readable;
  return { events, readable };
}

describe('event streams', () => {
  it('[mcp.sse] reads data, joins lines, and drops comments, other events and empty ones', () => {
    const text = [
      ': keep-alive\n\n',
      'id: 1\ndata: \n\n',
      'retry: 100\n\n',
      'event: message\ndata: {"a":\ndata: 1}\n\n',
      'data:no-space\r\n\r\n',
      'event: other\ndata: x\n\n',
      'data: after\r\r',
    ].join('');
    expect(parse(text).events).toEqual(['{"a":\n1}', 'no-space', 'after']);
  });

  it('[mcp.sse] gives the same events however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.json()), fc.array(fc.nat()), (messages, cuts) => {
        const wanted = messages.map((message) => message.replaceAll(/\r\n|\r/g, '\n'));
        expect(parse(messages.map(sseEvent).join(''), cuts)).toEqual({ events: wanted, readable: true });
      }),
    );
  });

  it('takes \\r\\n that is cut in the middle for one line end', () => {
    expect(parse('data: a\r\n\r\ndata: b\r\n\r\n', [8, 10]).events).toEqual(['a', 'b']);
  });

  it('[mcp.bounds] stops at an event that is too long and at bytes that are not UTF-8', () => {
    expect(parse(`data: ${'x'.repeat(100)}`, [], 50).readable).toBe(false);
    expect(parse('data: x\n'.repeat(100), [10, 20], 50).readable).toBe(false);
    expect(createSseParser(100, () => undefined).push(new Uint8Array([0xff]))).toBe(false);
  });
});
