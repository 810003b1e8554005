/** Sessions of legacy clients over HTTP. mcp reference §7, F2 and F3. */
import { fixedClock } from '@remit/core';
import { mockStdioServer } from '@remit/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { messageOf, openSession, send } from './testkit/raw-http.ts';
import type { RunningRemit } from './testkit/remit.ts';
import { startRemit } from './testkit/remit.ts';

const list = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const servers = ['one', 'two'].map((name) => ({
  name,
  transport: { kind: 'stdio' as const, ...mockStdioServer('legacy') },
}));
const clock = fixedClock(1_000_000);
const limits = { sessionIdleMs: 60_000, maxSessionsPerCaller: 3, maxSessions: 5, catalogMs: 1e12 };

let remit: RunningRemit;
let url: string;
beforeAll(async () => {
  remit = await startRemit({ servers, clock, limits });
  url = `${remit.url}/mcp/one`;
});
afterAll(() => remit.close());
beforeEach(() => clock.advance(120_000));

/** Status and error of a request, as the client sees them; sessions of nobody give the yardstick. */
const seen = async (method: string, headers: Record<string, string>, to = url) => {
  const { status, text } = await send(to, { method, headers, ...(method === 'DELETE' ? {} : { body: list }) });
  return { status, text };
};

describe('sessions', () => {
  it('[mcp.session-binding] another person, another agent and a made-up id get the same answer', async () => {
    const session = await openSession(url);
    for (const method of ['POST', 'DELETE']) {
      const unknown = await seen(method, { ...session, 'mcp-session-id': 'made-up' });
      expect(unknown.status).toBe(404);
      expect(await seen(method, { ...session, ...bearer('remit_bob_triage_0') })).toEqual(unknown);
      expect(await seen(method, { ...session, ...bearer('remit_ada_other_0') })).toEqual(unknown);
      expect(await seen(method, session, `${remit.url}/mcp/two`)).toEqual(unknown);
      expect(await seen(method, session, `${remit.url}/mcp`)).toEqual(unknown);
    }
    expect((await seen('POST', session)).status).toBe(200);
  });

  it('[mcp.session-rotation] a new key of the same person and agent goes on', async () => {
    const session = await openSession(url, bearer('remit_ada_triage_old'));
    expect((await seen('POST', { ...session, ...bearer('remit_ada_triage_new') })).status).toBe(200);
  });

  it('[mcp.session-end] DELETE ends it, once, and the record says so', async () => {
    const session = await openSession(url);
    const opened = remit.gateway.sessions.length - 1;
    expect((await send(url, { method: 'DELETE', headers: session })).status).toBe(204);
    expect((await send(url, { method: 'DELETE', headers: session })).status).toBe(404);
    expect((await seen('POST', session)).status).toBe(404);
    expect(remit.gateway.sessions[opened]).toMatchObject({
      input: { protocol: '2025-11-25', endpoint: '/mcp/one', client: 'raw 0', caller: { sub: 'p_ada' } },
      closed: 'client-closed',
    });
  });

  it('[mcp.session-bounds] an idle one expires, a used one does not', async () => {
    const session = await openSession(url);
    clock.advance(59_999);
    expect((await seen('POST', session)).status).toBe(200);
    clock.advance(59_999);
    expect((await seen('POST', session)).status).toBe(200);
    clock.advance(60_000);
    expect((await seen('POST', session)).status).toBe(404);
    expect(remit.gateway.sessions.at(-1)?.closed).toBe('expired');
  });

  it('[mcp.session-bounds] one caller makes room among its own sessions, never among others', async () => {
    const eve = bearer('remit_eve_triage_0');
    const first = await openSession(url);
    const eves = [];
    for (let n = 0; n < 4; n++) {
      clock.advance(1);
      eves.push(await openSession(url, eve));
    }
    expect((await seen('POST', { ...eves[0], ...eve })).status).toBe(404);
    expect((await seen('POST', { ...eves[3], ...eve })).status).toBe(200);
    expect((await seen('POST', first)).status).toBe(200);
    await openSession(url, bearer('remit_joe_triage_0'));
    const body = '{"jsonrpc":"2.0","id":5,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}';
    const full = await send(url, { headers: bearer('remit_kim_triage_0'), body });
    expect([full.status, messageOf(full).id]).toEqual([503, 5]);
  });

  it('[mcp.session-required] a request without a session is told to initialize', async () => {
    const answer = await send(url, { body: list });
    expect([answer.status, messageOf(answer).error?.code]).toEqual([400, -32600]);
  });

  it('[mcp.session-recorded] no session without its record', async () => {
    const refusing = await startRemit({ servers, gateway: { sessionFails: true } });
    const body = '{"jsonrpc":"2.0","id":5,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}';
    const answer = await send(`${refusing.url}/mcp`, { body });
    expect(answer.status).toBe(503);
    expect(messageOf(answer)).toMatchObject({ id: 5, error: { code: 71503 } });
    expect(answer.headers['mcp-session-id']).toBeUndefined();
    await refusing.close();
  });

  it('session ids are random and do not stand in the records', async () => {
    const ids = await Promise.all([openSession(url), openSession(url)]);
    const [a, b] = ids.map((headers) => headers['mcp-session-id']);
    expect(a).not.toBe(b);
    expect(a).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(JSON.stringify(remit.gateway.sessions)).not.toContain(a);
  });
});
