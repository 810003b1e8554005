import { expect, it } from 'vitest';
import { readBody } from '../body/request-body.ts';
import { targetOf } from '../dialects/all.ts';
import { toldContext } from './told-context.ts';

const PARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const CHAT = '/v1/chat/completions';
const RESPONSES = '/v1/responses';
const MESSAGES = '/v1/messages';

function told(path: string, body: object, headers: Record<string, string | string[]> = {}) {
  const target = targetOf(path);
  if (target === undefined) throw new Error(path);
  const read = readBody(new TextEncoder().encode(JSON.stringify({ model: 'm', ...body })), target.members);
  const request = read.ok ? target.dialect.read(read.value, target) : read;
  if (!request.ok) throw new Error(request.error);
  return toldContext(request.value, headers);
}

const asked = { messages: [], max_tokens: 5 };
const turn = JSON.stringify({ session_id: 's3', thread_id: 't3', turn_id: 'x' });

it.each([
  ['a client that says nothing', CHAT, asked, {}, {}],
  ['a traced client', CHAT, asked, { traceparent: PARENT }, { trace: 'a'.repeat(32) }],
  ['a traced client whose context is none', CHAT, asked, { traceparent: `${PARENT}-x` }, {}],
  [
    'Codex, in headers',
    RESPONSES,
    { input: 'hi', prompt_cache_key: 'k' },
    { 'session-id': 's', 'thread-id': 't', 'x-codex-turn-metadata': turn },
    { session: 's', thread: 't' },
  ],
  [
    'Codex, in its turn',
    RESPONSES,
    { input: 'hi' },
    { 'x-codex-turn-metadata': turn },
    { session: 's3', thread: 't3' },
  ],
  [
    'Codex, in the body',
    RESPONSES,
    { input: 'hi', client_metadata: { session_id: 's2', thread_id: 't2' } },
    { 'session-id': 's', 'thread-id': 't' },
    { session: 's2', thread: 't2' },
  ],
  ['a client with a cache key', RESPONSES, { input: 'hi', prompt_cache_key: 'k' }, {}, { session: 'k' }],
  [
    'Claude Code, in the body',
    MESSAGES,
    { ...asked, metadata: { user_id: JSON.stringify({ device_id: 'd', session_id: 's1' }) } },
    { 'x-claude-code-session-id': 's' },
    { session: 's1', thread: 's1' },
  ],
  [
    'Claude Code, in its header',
    MESSAGES,
    { ...asked, metadata: { user_id: 'user_1' } },
    { 'x-claude-code-session-id': 's' },
    { session: 's', thread: 's' },
  ],
])('[join.told-model] reads what %s says', (_, path, body, headers, context) => {
  expect(told(path, body, headers)).toEqual(context);
});

it.each([
  '',
  '{',
  '[]',
  '7',
  'null',
  '{"session_id":7}',
  '{"session_id":"a","session_id":"b"}',
  `{"x":"${'x'.repeat(5_000)}"}`,
])('[join.told-model] a turn that is no turn says nothing (case %#)', (text) => {
  expect(told(CHAT, asked, { 'x-codex-turn-metadata': text })).toEqual({});
});
