/** Everything an upstream can answer instead of a result, and what the client and the record are told. */

import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { callBody, messageOf, modernBody, modernHeaders, openSession, send } from './testkit/raw-http.ts';
import type { RunningRemit } from './testkit/remit.ts';
import { startRemit } from './testkit/remit.ts';
import type { Received, ScriptedUpstream } from './testkit/scripted-upstream.ts';
import { reply, startScripted } from './testkit/scripted-upstream.ts';

let upstream: ScriptedUpstream | undefined;
let remit: RunningRemit;
afterEach(async () => {
  await remit.close();
  await upstream?.close();
  upstream = undefined;
});

/** Answers tools/call with `answer`, and the client's view of it. */
async function callWith(answer: (request: Received, res: ServerResponse) => void, timeoutMs = 60_000) {
  upstream = await startScripted((request, res) => {
    if (request.method !== 'tools/call') return false;
    answer(request, res);
    return true;
  });
  const transport = { kind: 'http', url: upstream.url } as const;
  remit = await startRemit({ servers: [{ name: 'up', transport, timeoutMs }] });
  const url = `${remit.url}/mcp/up`;
  const http = await send(url, { headers: await openSession(url), body: callBody('t', {}) });
  const forwarded = remit.gateway.calls[0]?.forwarded;
  return { http, message: messageOf(http), outcome: [forwarded?.status, forwarded?.why], forwarded };
}

const raw = (res: ServerResponse, status: number, body = '', type = 'application/json') =>
  res.writeHead(status, { 'content-type': type }).end(body);

describe('answers that are no results', () => {
  const table: readonly (readonly [
    string,
    (request: Received, res: ServerResponse) => void,
    number,
    string,
    string,
  ])[] = [
    [
      'input_required',
      (q, s) => reply(q, s, '"result":{"resultType":"input_required","requestState":"x"}'),
      72507,
      'errored',
      'upstream.input-required',
    ],
    [
      'an unknown result type',
      (q, s) => reply(q, s, '"result":{"resultType":"task"}'),
      72506,
      'errored',
      'upstream.bad-answer',
    ],
    ['no result type', (q, s) => reply(q, s, '"result":{"content":[]}'), 72506, 'errored', 'upstream.bad-answer'],
    [
      'a repeated member',
      (q, s) => reply(q, s, '"result":{"resultType":"complete","isError":true,"isError":false}'),
      72506,
      'errored',
      'upstream.bad-answer',
    ],
    [
      'result and error at once',
      (q, s) => reply(q, s, '"result":{},"error":{"code":1,"message":"m"}'),
      72506,
      'unknown',
      'upstream.bad-answer',
    ],
    [
      'a missing capability',
      (q, s) => reply(q, s, '"error":{"code":-32021,"message":"m"}', 400),
      72507,
      'errored',
      'upstream.rpc-error',
    ],
    [
      'an unsupported version',
      (q, s) => reply(q, s, '"error":{"code":-32022,"message":"m"}', 400),
      72506,
      'errored',
      'upstream.rpc-error',
    ],
    [
      'another id',
      (_q, s) => raw(s, 200, '{"jsonrpc":"2.0","id":999,"result":{}}'),
      72506,
      'unknown',
      'upstream.bad-answer',
    ],
    ['no JSON', (_q, s) => raw(s, 200, '<html>'), 72506, 'unknown', 'upstream.bad-answer'],
    ['a page', (_q, s) => raw(s, 200, '<html>', 'text/html'), 72506, 'unknown', 'upstream.bad-answer'],
    ['202', (_q, s) => s.writeHead(202).end(), 72506, 'unknown', 'upstream.bad-answer'],
    [
      'a redirect',
      (_q, s) => s.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
      72506,
      'errored',
      'upstream.bad-answer',
    ],
    ['401', (_q, s) => raw(s, 401), 72511, 'errored', 'upstream.login'],
    ['403', (_q, s) => raw(s, 403), 72511, 'errored', 'upstream.login'],
    ['400 without a message', (_q, s) => raw(s, 400), 72508, 'errored', 'upstream.error'],
    ['500', (_q, s) => raw(s, 500), 72508, 'unknown', 'upstream.error'],
    ['502', (_q, s) => raw(s, 502), 72508, 'unknown', 'upstream.error'],
    ['a cut connection', (_q, s) => s.destroy(), 72505, 'unknown', 'upstream.lost'],
    [
      'a cut body',
      (_q, s) => {
        s.writeHead(200, { 'content-type': 'application/json', 'content-length': '99' }).write('{"js');
        setImmediate(() => s.destroy());
      },
      72505,
      'unknown',
      'upstream.lost',
    ],
    [
      'a stream without the response',
      (_q, s) => raw(s, 200, ': hello\n\ndata: {"jsonrpc":"2.0","method":"x"}\n\n', 'text/event-stream'),
      72505,
      'unknown',
      'upstream.lost',
    ],
    [
      'a stream that is not UTF-8',
      (_q, s) => s.writeHead(200, { 'content-type': 'text/event-stream' }).end(Buffer.from([0xff])),
      72506,
      'unknown',
      'upstream.bad-answer',
    ],
  ];
  it.each(table)('[mcp.upstream-failures] %s', async (_what, answer, code, status, why) => {
    const { http, message, outcome } = await callWith(answer);
    expect(http.status).toBe(200);
    expect(message).toMatchObject({ id: 1, error: { code } });
    expect(outcome).toEqual([status, why]);
  });

  it('[mcp.upstream-failures] silence until the deadline is unknown', async () => {
    const { message, outcome } = await callWith(() => undefined, 50);
    expect(message.error?.code).toBe(72504);
    expect(outcome).toEqual(['unknown', 'upstream.timeout']);
  });

  it('[mcp.upstream-failures] nobody listening means that nothing ran', async () => {
    const free = createServer();
    const port = await new Promise<number>((resolve) => {
      free.listen(0, '127.0.0.1', () => resolve((free.address() as AddressInfo).port));
    });
    await new Promise((resolve) => free.close(resolve));
    const transport = { kind: 'http', url: `http://127.0.0.1:${port}/mcp` } as const;
    remit = await startRemit({ servers: [{ name: 'up', transport }] });
    const url = `${remit.url}/mcp/up`;
    const headers = modernHeaders('tools/call', 't');
    const answer = await send(url, { headers, body: modernBody('tools/call', { name: 't', arguments: {} }) });
    expect(messageOf(answer).error?.code).toBe(72502);
    const list = await send(url, { headers: modernHeaders('tools/list'), body: modernBody('tools/list') });
    expect(messageOf(list).error?.code).toBe(72502);
  });
});

describe('answers that go on', () => {
  it('[mcp.raw-results] the record commits to the result as received, and the client gets these bytes', async () => {
    const result = '{ "resultType":"complete","content":[{"type":"text","text":"\\u00e9"}], "n":12345678901234567890 }';
    const { http, forwarded, outcome } = await callWith((q, s) => reply(q, s, `"result":${result}`));
    expect(Buffer.from(forwarded?.raw ?? []).toString('utf8')).toBe(result);
    expect(outcome).toEqual(['executed', undefined]);
    expect(http.text).toBe(
      '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"\\u00e9"}],"n":12345678901234567890}}',
    );
  });

  it('[mcp.upstream-failures] a tool that failed is recorded as an error and goes on as it is', async () => {
    const { message, outcome } = await callWith((q, s) =>
      reply(q, s, '"result":{"resultType":"complete","content":[],"isError":true}'),
    );
    expect(message.result).toEqual({ content: [], isError: true });
    expect(outcome).toEqual(['errored', 'tool.is-error']);
  });

  it('[mcp.upstream-failures] a JSON-RPC error goes on as it is, data included', async () => {
    const error = '{"code":-32602,"message":"bad","data":{"n":1.0},"later":true}';
    const { http, forwarded, outcome } = await callWith((q, s) => reply(q, s, `"error":${error}`));
    expect(http.text).toBe(`{"jsonrpc":"2.0","id":1,"error":${error}}`);
    expect(Buffer.from(forwarded?.raw ?? []).toString('utf8')).toBe(error);
    expect(outcome).toEqual(['errored', 'upstream.rpc-error']);
  });

  it('[mcp.header-retry] after -32020 the list is read again and the call sent once more', async () => {
    let refused = false;
    const { message, outcome } = await callWith((q, s) => {
      if (refused) return reply(q, s, '"result":{"resultType":"complete","content":[]}');
      refused = true;
      return reply(q, s, '"error":{"code":-32020,"message":"m"}', 400);
    });
    expect(message.result).toEqual({ content: [] });
    expect(outcome).toEqual(['executed', undefined]);
    expect(upstream?.of('tools/list')).toHaveLength(2);
    expect(upstream?.of('tools/call')).toHaveLength(2);
  });

  it('[mcp.header-retry] a second -32020 is the end of it', async () => {
    const { message } = await callWith((q, s) => reply(q, s, '"error":{"code":-32020,"message":"m"}', 400));
    expect(message.error?.code).toBe(72506);
    expect(upstream?.of('tools/call')).toHaveLength(2);
  });
});

it('[mcp.keep-alive] calls over JSON and over streams share connections, also when the stream goes on after the response', async () => {
  const result = (request: Received): string =>
    `{"jsonrpc":"2.0","id":${JSON.stringify(request.id)},"result":{"resultType":"complete","content":[]}}`;
  let turn = 0;
  upstream = await startScripted((request, res) => {
    if (request.method !== 'tools/call') return false;
    if (turn++ % 2 === 0) raw(res, 200, result(request));
    else raw(res, 200, `data: ${result(request)}\n\n: more\n\n`, 'text/event-stream');
    return true;
  });
  remit = await startRemit({ servers: [{ name: 'up', transport: { kind: 'http', url: upstream.url } }] });
  const url = `${remit.url}/mcp/up`;
  const headers = await openSession(url);
  for (let id = 1; id <= 6; id++)
    expect(messageOf(await send(url, { headers, body: callBody('t', {}, { id }) })).result).toEqual({ content: [] });
  expect(upstream.of('tools/call')).toHaveLength(6);
  // Two, because a call may come while the end of the last stream is still read.
  expect(new Set(upstream.received.map(({ port }) => port)).size).toBeLessThanOrEqual(2);
});

it('[mcp.bounds] an answer that is too long is not read to its end', async () => {
  upstream = await startScripted((request, res) => {
    if (request.method !== 'tools/call') return false;
    res.writeHead(200, { 'content-type': 'application/json' });
    const more = (): void => {
      while (!res.destroyed && res.write('x'.repeat(10_000)));
      if (!res.destroyed) res.once('drain', more);
    };
    more();
    return true;
  });
  const servers = [{ name: 'up', transport: { kind: 'http' as const, url: upstream.url } }];
  remit = await startRemit({ servers, limits: { maxUpstreamMessageBytes: 100_000 } });
  const url = `${remit.url}/mcp/up`;
  const answer = await send(url, { headers: await openSession(url), body: callBody('t', {}) });
  expect(messageOf(answer).error?.code).toBe(72506);
});

it('a server that does not know tools/list has no tools', async () => {
  upstream = await startScripted(
    (request, res) =>
      request.method === 'tools/list' && reply(request, res, '"error":{"code":-32601,"message":"Method not found"}'),
  );
  remit = await startRemit({ servers: [{ name: 'up', transport: { kind: 'http', url: upstream.url } }] });
  const url = `${remit.url}/mcp/up`;
  const body = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
  expect(messageOf(await send(url, { headers: await openSession(url), body })).result).toEqual({ tools: [] });
});
