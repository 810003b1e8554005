import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAlike } from './alike.ts';

const event = (content: string, rest: object = { finish: null }) =>
  Buffer.from(`data: ${JSON.stringify({ id: 'c-1', content, ...rest })}\n\n`);

const letters = fc.constantFrom('a', '"', '\\', 'é', '\u{1F600}', '{', ':', '\n');

describe('createAlike', () => {
  it('[llm.stream-alike] takes for alike only an event whose every other byte is the same', () => {
    const alike = createAlike('"content":"');
    expect(alike.is(event('a'))).toBe(false);
    alike.learn(event('a'));
    expect(alike.is(event('another'))).toBe(true);
    expect(alike.is(event(''))).toBe(true);
    expect(alike.is(event('b', { finish: 'stop' }))).toBe(false);
    expect(alike.is(event('b', { finish: null, usage: {} }))).toBe(false);
    // A text with a quote or a backslash at its end is looked at in the slow way.
    expect(alike.is(event('say "finish"'))).toBe(false);
    expect(alike.is(event('ends in \\'))).toBe(false);
    expect(alike.is(Buffer.from('data: {"id":"c-1","content":"\\","finish":null}\n\n'))).toBe(false);
    expect(alike.is(Buffer.from('data: {"id":"c-1","content":"","error":"","finish":null}\n\n'))).toBe(false);
    expect(alike.is(Buffer.from('data: {"id":"c-1","content":'))).toBe(false);
  });

  it('[llm.stream-alike] an event is alike unless its text holds a quote or ends in a backslash', () => {
    const alike = createAlike('"content":"');
    alike.learn(event('a'));
    fc.assert(
      fc.property(fc.string({ unit: letters }), (content) => {
        const written = JSON.stringify(content).slice(1, -1);
        const plain = !written.includes('"') && !written.endsWith('\\');
        expect(alike.is(event(content))).toBe(plain);
      }),
    );
  });
});
