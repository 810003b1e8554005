/** What never becomes a call is counted, once each, with its reason. mcp reference §7, F2 and F18. */
import { mockStdioServer } from '@remit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawRequest } from './testkit/raw-http.ts';
import { callBody, modernBody, modernHeaders, openSession, send } from './testkit/raw-http.ts';
import type { RunningRemit } from './testkit/remit.ts';
import { startRemit } from './testkit/remit.ts';

const servers = [{ name: 's', transport: { kind: 'stdio' as const, ...mockStdioServer('legacy') } }];
const LIST = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
const STRANGER = { authorization: 'Bearer remit_bob_triage_0' };

let remit: RunningRemit;
let session: Record<string, string>;
beforeAll(async () => {
  remit = await startRemit({ servers, limits: { maxBodyBytes: 1_000 } });
  session = await openSession(`${remit.url}/mcp/s`);
});
afterAll(() => remit.close());

const cases: readonly [what: string, request: () => RawRequest, status: number, why: string, sub?: string][] = [
  ['a body that is no JSON', () => ({ body: '{"jsonrpc":' }), 400, 'request.malformed', 'p_ada'],
  [
    'a key twice',
    () => ({ body: '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}' }),
    400,
    'request.malformed',
    'p_ada',
  ],
  ['a batch', () => ({ body: `[${LIST}]` }), 400, 'request.malformed', 'p_ada'],
  ['no session header', () => ({ body: LIST }), 400, 'request.malformed', 'p_ada'],
  [
    'headers that contradict the message',
    () => ({ headers: modernHeaders('tools/list'), body: modernBody('tools/call', { name: 't' }) }),
    400,
    'request.malformed',
    'p_ada',
  ],
  [
    'a call without a name',
    () => ({ headers: session, body: callBody('t', {}).replace('"name":"t",', '') }),
    200,
    'request.malformed',
    'p_ada',
  ],
  ['a large body', () => ({ body: `"${'x'.repeat(2_000)}"` }), 413, 'request.too-large', 'p_ada'],
  [
    "somebody else's session",
    () => ({ headers: { ...session, ...STRANGER }, body: LIST }),
    404,
    'session.foreign',
    'p_bob',
  ],
  [
    "DELETE of somebody else's session",
    () => ({ method: 'DELETE', headers: { ...session, ...STRANGER } }),
    404,
    'session.foreign',
    'p_bob',
  ],
  [
    'a session that never was',
    () => ({ headers: { ...session, 'mcp-session-id': 'x' }, body: LIST }),
    404,
    'session.unknown',
    'p_ada',
  ],
  ['another host', () => ({ headers: { host: 'rebound.example' }, body: LIST }), 403, 'host.refused'],
];

describe('a request that never becomes a call', () => {
  it.each(cases)('[mcp.refusals] %s', async (_, request, status, why, sub) => {
    remit.gateway.refusals.length = 0;
    const calls = remit.gateway.calls.length;
    const answer = await send(`${remit.url}/mcp/s`, request());
    expect(answer.status, answer.text).toBe(status);
    expect(remit.gateway.refusals).toEqual([{ why, source: '127.0.0.1', sub }]);
    expect(remit.gateway.calls).toHaveLength(calls);
  });

  it('[mcp.refusals] one that is served is not counted', async () => {
    remit.gateway.refusals.length = 0;
    expect((await send(`${remit.url}/mcp/s`, { headers: session, body: LIST })).status).toBe(200);
    await send(`${remit.url}/mcp/s`, { method: 'GET' });
    expect(remit.gateway.refusals).toEqual([]);
  });
});
