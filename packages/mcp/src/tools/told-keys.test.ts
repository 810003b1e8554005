import { expect, it } from 'vitest';
import { callBody, modernBody, modernHeaders, openSession, send } from '../testkit/raw-http.ts';
import { startRemit } from '../testkit/remit.ts';
import { reply, startScripted } from '../testkit/scripted-upstream.ts';
import { toldKeys } from './told-keys.ts';

const parent = (sign: string): string => `00-${sign.repeat(32)}-${'b'.repeat(16)}-01`;
const told = (meta: unknown, header?: string) =>
  toldKeys({ _meta: meta }, header === undefined ? undefined : { traceparent: header });

it.each([
  ['Claude Code', { 'claudecode/toolUseId': 'toolu_1' }, { call: 'toolu_1' }],
  [
    'Codex',
    { callId: 'call_1', itemId: 'fc_1', sessionId: 's', threadId: 't', windowId: 'w' },
    { call: 'call_1', session: 's', thread: 't' },
  ],
  [
    'Codex, in its turn',
    { callId: 'call_1', 'x-codex-turn-metadata': { session_id: 's', thread_id: 't', sandbox_mode: 'x' } },
    { call: 'call_1', session: 's', thread: 't' },
  ],
  ['a client with a session only', { sessionId: 's' }, { session: 's', thread: 's' }],
  ['a traced client', { traceparent: parent('a'), tracestate: 'x=1' }, { trace: 'a'.repeat(32) }],
])('[join.told] reads what %s says in _meta', (_, meta, keys) => {
  expect(told(meta)).toEqual(keys);
});

it('[join.told] _meta before header; a context that does not follow the format is as if it were not there', () => {
  expect(told({ traceparent: parent('a') }, parent('c'))).toEqual({ trace: 'a'.repeat(32) });
  expect(told({ traceparent: parent('0') }, parent('c'))).toEqual({ trace: 'c'.repeat(32) });
  expect(told(undefined, parent('c'))).toEqual({ trace: 'c'.repeat(32) });
  for (const odd of [undefined, 'text', [], { traceparent: { a: 1 }, callId: 7, sessionId: '' }, { toString: 'x' }])
    expect(told(odd, 'ff-bad')).toBeUndefined();
});

it.each([true, false])(
  '[join.told] the gateway is told the trace id, with a tracer or without (%s)',
  async (tracing) => {
    const upstream = await startScripted((request, res) =>
      request.method === 'tools/call' ? reply(request, res, '"result":{"resultType":"complete","content":[]}') : false,
    );
    const servers = [{ name: 's', transport: { kind: 'http', url: upstream.url } as const }];
    const remit = await startRemit({ servers, tracing });
    const url = `${remit.url}/mcp/s`;
    const modern = { ...modernHeaders('tools/call', 't'), traceparent: parent('c') };
    await send(url, { headers: modern, body: modernBody('tools/call', { name: 't', arguments: {} }) });
    const legacy = { ...(await openSession(url)), traceparent: parent('c') };
    await send(url, { headers: legacy, body: callBody('t', {}, { meta: { traceparent: parent('a'), callId: 'x' } }) });
    await remit.close();
    await upstream.close();
    expect(remit.gateway.calls.map(({ request }) => request.told)).toEqual([
      { trace: 'c'.repeat(32) },
      { call: 'x', trace: 'a'.repeat(32) },
    ]);
  },
);
