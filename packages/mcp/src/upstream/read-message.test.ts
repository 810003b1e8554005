import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUpstreamMessage } from './read-message.ts';

describe('readUpstreamMessage', () => {
  it('[mcp.raw-results] keeps the text of a result, numbers beyond 2^53 included', () => {
    const message = readUpstreamMessage('{"jsonrpc":"2.0","id":3,"result":{ "n" : 12345678901234567890 }}');
    expect(message).toMatchObject({
      kind: 'reply',
      id: 3,
      reply: { kind: 'result', text: '{ "n" : 12345678901234567890 }' },
    });
  });
  it.each([
    ['not JSON', 'starting...', 'invalid'],
    ['no JSON-RPC', '{"level":"info"}', 'invalid'],
    ['two results', '{"jsonrpc":"2.0","id":1,"result":1,"result":2}', 'invalid'],
    ['a request', '{"jsonrpc":"2.0","id":"s","method":"sampling/createMessage"}', 'request'],
    ['a notification', '{"jsonrpc":"2.0","method":"notifications/progress","params":{}}', 'notification'],
  ])('%s', (_what, text, kind) => expect(readUpstreamMessage(text).kind).toBe(kind));
  it.each([
    ['result and error', '{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":"m"}}'],
    ['neither', '{"jsonrpc":"2.0","id":1}'],
    ['an error without a code', '{"jsonrpc":"2.0","id":1,"error":{"message":"m"}}'],
    ['an error with a fractional code', '{"jsonrpc":"2.0","id":1,"error":{"code":1.5,"message":"m"}}'],
  ])('[mcp.bad-answers] a response with %s is a bad answer', (_what, text) => {
    expect(readUpstreamMessage(text)).toMatchObject({
      reply: { kind: 'failed', failure: { code: 'mcp.upstream-bad-answer' } },
    });
  });
  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => readUpstreamMessage(text)).not.toThrow();
      }),
    );
  });
});
