import { ProtocolError } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { answerOfError, answerOfResult } from './answer.ts';

const content = [{ type: 'text', text: 'hello' }];

describe('what an agent gets back', () => {
  it('a result of the tool', () => {
    expect(answerOfResult({ content, structuredContent: { a: 1 } })).toEqual({
      kind: 'allowed',
      content,
      structured: { a: 1 },
      text: 'hello',
    });
  });

  it('a denial by the gateway is told from an error of the tool', () => {
    const denial = { because: 'argument', decisionId: '01X', rule: 'r' };
    expect(answerOfResult({ content, isError: true, _meta: { 'remit/denial': denial } })).toMatchObject({
      kind: 'denied',
      because: 'argument',
      decisionId: '01X',
    });
    expect(answerOfResult({ content, isError: true })).toEqual({ kind: 'tool-error', text: 'hello' });
  });

  it('an unknown tool, another protocol error and a broken connection', () => {
    expect(answerOfError(new ProtocolError(-32602, 'Unknown tool: x')).kind).toBe('unknown-tool');
    expect(answerOfError(new ProtocolError(71503, 'not durable')).kind).toBe('tool-error');
    expect(answerOfError(new TypeError('fetch failed'))).toEqual({ kind: 'lost', text: 'fetch failed' });
  });
});
