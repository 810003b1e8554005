import type { ServerResponse } from 'node:http';
import { fixedClock } from '@remit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultLimits } from '../../limits.ts';
import type { Received, Script, ScriptedUpstream } from '../../testkit/scripted-upstream.ts';
import { reply, startScripted } from '../../testkit/scripted-upstream.ts';
import { until } from '../../testkit/until.ts';
import type { UpstreamConnection } from '../connection.ts';
import { createEraVerdicts } from '../era-verdicts.ts';
import { createHttpConnector } from './http-connector.ts';
import type { HttpPeer } from './http-peer.ts';
import { createHttpPeer } from './http-peer.ts';

const never = new AbortController().signal;
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(script: Script, probeTimeoutMs = 20_000, headers: Record<string, string> = {}) {
  const upstream: ScriptedUpstream = await startScripted(script);
  const peer: HttpPeer = createHttpPeer({ kind: 'http', url: `${upstream.url}/mcp?tenant=1`, headers });
  closers.push(() => peer.close(), upstream.close);
  const clock = fixedClock(0);
  const verdicts = createEraVerdicts({ clock, maxAgeMs: 1_000 });
  const limits = { ...defaultLimits, probeTimeoutMs };
  const connector = createHttpConnector({ name: 's', peer, era: 'auto', limits, verdicts });
  const lost: string[] = [];
  const events = { lost: (detail: string) => void lost.push(detail), toolsChanged: () => undefined };
  const connect = (signal = never) => connector.connect(events, signal);
  const connected = async (): Promise<UpstreamConnection> => {
    const result = await connect();
    if (!result.ok) throw new TypeError(result.error.detail);
    return result.value;
  };
  return { upstream, connect, connected, verdicts, clock, lost };
}

const agree = (version = '2025-06-18') => `"result":{"protocolVersion":"${version}","capabilities":{},"serverInfo":{}}`;

/** A legacy server with sessions; `on` sees everything but the opening. */
function legacy(on: Script = () => false): Script {
  return (request, res) => {
    if (request.method === 'server/discover')
      return reply(request, res, '"error":{"code":-32600,"message":"no session"}', 400);
    if (request.method === 'initialize') {
      res.setHeader('mcp-session-id', 'session-1');
      return reply(request, res, agree());
    }
    if (request.method === 'notifications/initialized') {
      res.writeHead(202).end();
      return true;
    }
    return on(request, res);
  };
}

const event = (message: string): string => `event: message\ndata: ${message}\n\n`;
const openStream = (res: ServerResponse): ServerResponse => res.writeHead(200, { 'content-type': 'text/event-stream' });

describe('the era of an HTTP server', () => {
  it('[mcp.era-probe] modern: one look, no handshake, and the probe is a whole modern request', async () => {
    const { upstream, connected } = await start(() => false);
    expect((await connected()).era).toBe('2026-07-28');
    const [probe, ...more] = upstream.received;
    expect(more).toEqual([]);
    expect(probe).toMatchObject({ method: 'server/discover', httpMethod: 'POST' });
    expect(probe?.headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'server/discover',
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    });
    expect(probe?.params['_meta']).toMatchObject({ 'io.modelcontextprotocol/protocolVersion': '2026-07-28' });
  });

  it.each([400, 404, 405, 406])('[mcp.era-probe] HTTP %i without a message leads to initialize', async (status) => {
    const { upstream, connected } = await start((request, res) => {
      if (request.method === 'server/discover') {
        res.writeHead(status).end();
        return true;
      }
      return legacy()(request, res);
    });
    const connection = await connected();
    expect(connection.era).toBe('2025-11-25');
    expect(upstream.received.map(({ method }) => method)).toEqual([
      'server/discover',
      'initialize',
      'notifications/initialized',
    ]);
    await connection.close();
  });

  it.each([401, 403, 429, 500, 503])('[mcp.era-probe] HTTP %i leads to nothing, and is no verdict', async (status) => {
    const { upstream, connect, verdicts } = await start((_request, res) => {
      res.writeHead(status).end();
      return true;
    });
    expect(await connect()).toMatchObject({ ok: false, error: { mayHaveRun: false } });
    expect(upstream.received).toHaveLength(1);
    expect(verdicts.get('s')).toBeUndefined();
  });

  it('[mcp.era-probe] silence and a cut connection lead to nothing', async () => {
    const silent = await start(() => true, 50);
    expect(await silent.connect()).toMatchObject({ ok: false, error: { code: 'mcp.upstream-timeout' } });
    const cut = await start((_request, res) => {
      res.destroy();
      return true;
    });
    expect(await cut.connect()).toMatchObject({ ok: false, error: { code: 'mcp.upstream-lost' } });
    expect([silent.upstream.received.length, cut.upstream.received.length]).toEqual([1, 1]);
  });

  it('[mcp.era-verdicts] a verdict is used until its time, and dropped when initialize contradicts it', async () => {
    const { upstream, connected, connect, verdicts, clock } = await start(() => false);
    await connected();
    await connected();
    expect(upstream.of('server/discover')).toHaveLength(1);
    clock.advance(1_000);
    await connected();
    expect(upstream.of('server/discover')).toHaveLength(2);
    verdicts.set('s', '2025-11-25');
    expect((await connect()).ok).toBe(false);
    expect((await connected()).era).toBe('2026-07-28');
  });
});

describe('a legacy session over HTTP', () => {
  it('[mcp.upstream-session] carries its id and version, and is ended with DELETE', async () => {
    const { upstream, connected } = await start(
      legacy((request, res) => {
        if (request.httpMethod !== 'DELETE') return false;
        res.writeHead(200).end();
        return true;
      }),
      20_000,
      { 'X-Api-Key': 'k' },
    );
    const connection = await connected();
    await connection.request({ method: 'tools/list', params: [], meta: [] }, never);
    await connection.close();
    const carried = upstream.received.map(({ method, httpMethod, headers }) => [
      method ?? httpMethod,
      headers['mcp-session-id'],
      headers['mcp-protocol-version'],
      headers['x-api-key'],
    ]);
    expect(carried).toEqual([
      ['server/discover', undefined, '2026-07-28', 'k'],
      ['initialize', undefined, undefined, 'k'],
      ['notifications/initialized', 'session-1', '2025-06-18', 'k'],
      ['tools/list', 'session-1', '2025-06-18', 'k'],
      ['DELETE', 'session-1', '2025-06-18', 'k'],
    ]);
  });

  it('[mcp.upstream-session] that is gone is reported once, and nothing more is sent on it', async () => {
    const { upstream, connected, lost } = await start(
      legacy((_request, res) => {
        res.writeHead(404).end();
        return true;
      }),
    );
    const connection = await connected();
    const request = { method: 'tools/call', params: [], meta: [] };
    const gone = { failure: { code: 'mcp.upstream-lost', mayHaveRun: false } };
    expect(await connection.request(request, never)).toMatchObject(gone);
    expect(await connection.request(request, never)).toMatchObject(gone);
    expect(lost).toHaveLength(1);
    expect(upstream.of('tools/call')).toHaveLength(1);
    await connection.close();
    expect(upstream.received.at(-1)?.method).toBe('tools/call');
  });

  it('[mcp.server-requests] requests on the stream are refused on the way back, ping is answered', async () => {
    const answers: Received[] = [];
    let stream: ServerResponse | undefined;
    let call: Received | undefined;
    const { connected } = await start(
      legacy((request, res) => {
        if (request.method === 'tools/call') {
          call = request;
          stream = openStream(res);
          stream.write(event('{"jsonrpc":"2.0","id":"a","method":"sampling/createMessage","params":{}}'));
          stream.write(event('{"jsonrpc":"2.0","id":2,"method":"ping"}'));
          return true;
        }
        answers.push(request);
        res.writeHead(202).end();
        if (answers.length === 2)
          stream?.end(event(`{"jsonrpc":"2.0","id":${JSON.stringify(call?.id)},"result":{"content":[]}}`));
        return true;
      }),
    );
    const connection = await connected();
    const result = await connection.request({ method: 'tools/call', params: [], meta: [] }, never);
    expect(result).toMatchObject({ kind: 'result', text: '{"content":[]}' });
    expect(answers.map(({ text }) => JSON.parse(text) as unknown)).toEqual(
      expect.arrayContaining([
        { jsonrpc: '2.0', id: 'a', error: { code: -32601, message: 'Method not found' } },
        { jsonrpc: '2.0', id: 2, result: {} },
      ]),
    );
    for (const { headers } of answers) expect(headers['mcp-session-id']).toBe('session-1');
  });

  it('[mcp.cancel] is told by a notification that names the request', async () => {
    const { upstream, connected } = await start(
      legacy((request, res) => {
        if (request.method === 'tools/call') openStream(res).write(': working\n\n');
        else res.writeHead(202).end();
        return true;
      }),
    );
    const connection = await connected();
    const abort = new AbortController();
    const pending = connection.request({ method: 'tools/call', params: [], meta: [] }, abort.signal);
    const sent = await until(() => upstream.of('tools/call')[0]);
    abort.abort('client-cancelled');
    expect(await pending).toMatchObject({
      failure: { code: 'mcp.cancelled', mayHaveRun: true, detail: 'client-cancelled' },
    });
    const told = await until(() => upstream.of('notifications/cancelled')[0]);
    expect(told.params).toEqual({ requestId: sent.id, reason: 'client-cancelled' });
  });

  it('reads over resume marks and messages that are not about its request', async () => {
    const { connected } = await start(
      legacy((request, res) => {
        const other = '{"jsonrpc":"2.0","id":999,"result":{"content":["not mine"]}}';
        const mine = `{"jsonrpc":"2.0","id":${JSON.stringify(request.id)},"result":{"content":["mine"]}}`;
        openStream(res).end(
          `id: 1\ndata: \n\nretry: 5\n\n${event(other)}id: 2\n${event('{"jsonrpc":"2.0","method":"x"}')}${event(mine)}`,
        );
        return true;
      }),
    );
    const result = await (await connected()).request({ method: 'tools/call', params: [], meta: [] }, never);
    expect(result).toMatchObject({ kind: 'result', text: '{"content":["mine"]}' });
  });
});

it('[mcp.no-passthrough] the path with its query goes as configured, and a configured header replaces ours', async () => {
  const headers = { 'Mcp-Protocol-Version': 'pinned-by-operator' };
  const { upstream, connected } = await start(() => false, 20_000, headers);
  await connected();
  expect(upstream.received[0]?.headers['mcp-protocol-version']).toBe('pinned-by-operator');
  expect(upstream.received[0]?.path).toBe('/mcp?tenant=1');
});
