/** What the endpoint refuses before any tool is looked at, and how. Written by hand: no honest client sends most of it. */
import type { MockHttpServer } from '@remit/testing';
import { createModernHttpServer } from '@remit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawRequest } from './testkit/raw-http.ts';
import { callBody, messageOf, modernBody, modernHeaders, openSession, send } from './testkit/raw-http.ts';
import type { RunningRemit } from './testkit/remit.ts';
import { startRemit } from './testkit/remit.ts';

let upstream: MockHttpServer;
let remit: RunningRemit;
let url: string;

beforeAll(async () => {
  upstream = await createModernHttpServer();
  const servers = [{ name: 'mock', transport: { kind: 'http', url: upstream.url } }] as const;
  remit = await startRemit({ servers, limits: { maxBodyBytes: 10_000 } });
  url = `${remit.url}/mcp/mock`;
});
afterAll(async () => {
  await remit.close();
  await upstream.close();
});

const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

describe('before the body', () => {
  const table: readonly (readonly [string, string, RawRequest, number])[] = [
    ['no key', '/mcp/mock', { headers: { authorization: undefined }, body: ping }, 401],
    ['a wrong key', '/mcp/mock', { headers: { authorization: 'Bearer nonsense' }, body: ping }, 401],
    ['another scheme', '/mcp/mock', { headers: { authorization: 'Basic cmVtaXQ=' }, body: ping }, 401],
    ['a foreign Host', '/mcp/mock', { headers: { host: 'evil.example.com' }, body: ping }, 403],
    ['a foreign Origin', '/mcp/mock', { headers: { origin: 'http://evil.example.com' }, body: ping }, 403],
    ['an unknown path', '/other', { body: ping }, 404],
    ['an unknown server', '/mcp/nothere', { body: ping }, 404],
    ['GET', '/mcp/mock', { method: 'GET' }, 405],
    ['PUT', '/mcp/mock', { method: 'PUT', body: ping }, 405],
    ['an Accept without JSON and streams', '/mcp/mock', { headers: { accept: 'text/html' }, body: ping }, 406],
    ['a body that is too large', '/mcp/mock', { body: `{"a":"${'x'.repeat(10_000)}"}` }, 413],
    ['a form', '/mcp/mock', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: ping }, 415],
  ];
  it.each(table)('[mcp.http-refusals] %s', async (_what, path, request, status) => {
    const answer = await send(`${remit.url}${path}`, request);
    expect(answer.status).toBe(status);
    const { id, error } = messageOf(answer);
    expect(id).toBeNull();
    expect(error?.code).toBeGreaterThan(70_000);
  });

  it('[mcp.http-refusals] 401 says how to authenticate, 405 what is allowed', async () => {
    const refused = await send(url, { headers: { authorization: undefined }, body: ping });
    expect(refused.headers['www-authenticate']).toBe('Bearer');
    expect((await send(url, { method: 'GET' })).headers.allow).toBe('POST, DELETE');
  });

  it('[mcp.http-refusals] the size is held on the bytes that come, not on Content-Length', async () => {
    const answer = await send(url, {
      headers: { 'transfer-encoding': 'chunked' },
      body: `{"a":"${'x'.repeat(10_000)}"}`,
    });
    expect(answer.status).toBe(413);
  });

  it('own error codes lie outside the range of JSON-RPC and MCP', async () => {
    const { mcpErrors } = await import('./errors.ts');
    for (const row of Object.values(mcpErrors)) expect(row.rpc < -32_768 || row.rpc > -32_000).toBe(true);
    expect(new Set(Object.values(mcpErrors).map((row) => row.rpc)).size).toBe(Object.keys(mcpErrors).length);
  });
});

describe('hostile JSON', () => {
  const args = (text: string) =>
    `{"jsonrpc":"2.0","id":"h","method":"tools/call","params":{"name":"echo","arguments":${text}}}`;
  it.each([
    ['a repeated key', args('{"text":"a","text":"b"}'), -32600, 'h'],
    ['an escaped repeated key', args('{"text":"a","te\\u0078t":"b"}'), -32600, 'h'],
    ['an unsafe integer', args('{"text":9007199254740993}'), -32600, 'h'],
    ['deep nesting', args(`{"text":${'['.repeat(500)}${']'.repeat(500)}}`), -32600, 'h'],
    ['half a surrogate', args('{"text":"\\udc00"}'), -32600, 'h'],
    ['a batch', `[${args('{"text":"a"}')}]`, -32600, null],
    ['cut JSON', args('{"text":"a"').slice(0, -3), -32700, null],
  ])('[mcp.hostile-json] %s is refused with 400 and reaches nobody', async (_what, body, code, id) => {
    const session = await openSession(url);
    const answer = await send(url, { headers: session, body });
    expect(answer.status).toBe(400);
    expect(messageOf(answer)).toMatchObject({ id, error: { code } });
    expect(remit.gateway.calls).toEqual([]);
    expect(upstream.journal.hits.get('tools/call')).toBeUndefined();
  });

  it('[mcp.hostile-json] bad UTF-8 is a parse error', async () => {
    const session = await openSession(url);
    const answer = await send(url, { headers: session, body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) });
    expect([answer.status, messageOf(answer).error?.code]).toEqual([400, -32700]);
  });
});

describe('modern header rules', () => {
  const list = modernBody('tools/list');
  const echo = modernBody('tools/call', { name: 'echo', arguments: { text: 'x' } });
  const locate = (region: unknown) => modernBody('tools/call', { name: 'locate', arguments: { region } });
  const table: readonly (readonly [string, Record<string, string | undefined>, string, number, number | undefined])[] =
    [
      ['all right', modernHeaders('tools/list'), list, 200, undefined],
      ['no version header', { ...modernHeaders('tools/list'), 'mcp-protocol-version': undefined }, list, 400, -32020],
      [
        'another version header',
        { ...modernHeaders('tools/list'), 'mcp-protocol-version': '2025-11-25' },
        list,
        400,
        -32020,
      ],
      ['no method header', { ...modernHeaders('tools/list'), 'mcp-method': undefined }, list, 400, -32020],
      ['another method header', modernHeaders('tools/call'), list, 400, -32020],
      ['no name header', modernHeaders('tools/call'), echo, 400, -32020],
      ['another name header', modernHeaders('tools/call', 'fail'), echo, 400, -32020],
      ['a wrapped name header', modernHeaders('tools/call', '=?base64?ZWNobw==?='), echo, 200, undefined],
      ['a badly wrapped name header', modernHeaders('tools/call', '=?base64?ZWNobw=?='), echo, 400, -32020],
      ['no envelope', modernHeaders('tools/list'), '{"jsonrpc":"2.0","id":1,"method":"tools/list"}', 400, -32602],
      ['a removed method', modernHeaders('ping'), modernBody('ping'), 404, -32601],
      ['an unknown method', modernHeaders('no/such'), modernBody('no/such'), 404, -32601],
      ['a method not served', modernHeaders('prompts/list'), modernBody('prompts/list'), 404, -32601],
      ['a listen stream', modernHeaders('subscriptions/listen'), modernBody('subscriptions/listen'), 404, -32601],
      [
        'an annotated argument',
        { ...modernHeaders('tools/call', 'locate'), 'mcp-param-region': 'eu' },
        locate('eu'),
        200,
        undefined,
      ],
      ['an annotated argument without header', modernHeaders('tools/call', 'locate'), locate('eu'), 400, -32020],
      [
        'another value in the header',
        { ...modernHeaders('tools/call', 'locate'), 'mcp-param-region': 'us' },
        locate('eu'),
        400,
        -32020,
      ],
      [
        'a header for null',
        { ...modernHeaders('tools/call', 'locate'), 'mcp-param-region': 'eu' },
        locate(null),
        400,
        -32020,
      ],
      [
        'an unknown parameter header',
        { ...modernHeaders('tools/call', 'echo'), 'mcp-param-x': 'y' },
        echo,
        200,
        undefined,
      ],
    ];
  it.each(table)('[mcp.modern-headers] %s', async (_what, headers, body, status, code) => {
    const answer = await send(url, { headers, body });
    expect([answer.status, messageOf(answer).error?.code]).toEqual([status, code]);
    expect(messageOf(answer).id).toBe(1);
  });

  it('[mcp.error-codes] an unsupported version gets the list of those that are served', async () => {
    const meta = { 'io.modelcontextprotocol/protocolVersion': '2030-01-01' };
    const headers = { ...modernHeaders('tools/list'), 'mcp-protocol-version': '2030-01-01' };
    const answer = await send(url, { headers, body: modernBody('tools/list', {}, meta) });
    expect(answer.status).toBe(400);
    const data = { supported: ['2026-07-28'], requested: '2030-01-01' };
    expect(messageOf(answer).error).toMatchObject({ code: -32022, data });
  });

  it('[mcp.discover] discover is synthesised: our versions, tools, private and not to be kept', async () => {
    const answer = await send(url, { headers: modernHeaders('server/discover'), body: modernBody('server/discover') });
    expect(messageOf(answer).result).toEqual({
      resultType: 'complete',
      supportedVersions: ['2026-07-28'],
      capabilities: { tools: {} },
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'remit', version: '0.1.0' } },
      ttlMs: 0,
      cacheScope: 'private',
    });
  });

  it('a session header is ignored, and a notification gets 202', async () => {
    const headers = { ...modernHeaders('tools/list'), 'mcp-session-id': 'made-up' };
    expect((await send(url, { headers, body: list })).status).toBe(200);
    const notification = '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}';
    const answer = await send(url, { headers: { 'mcp-protocol-version': '2026-07-28' }, body: notification });
    expect([answer.status, answer.text]).toEqual([202, '']);
  });
});

it('[mcp.sse] a client that takes streams only gets its answer as one', async () => {
  const headers = { ...modernHeaders('tools/call', 'echo'), accept: 'text/event-stream' };
  const body = modernBody('tools/call', { name: 'echo', arguments: { text: 'x' } });
  const answer = await send(url, { headers, body });
  expect(answer.headers['content-type']).toBe('text/event-stream');
  expect(messageOf(answer).result).toMatchObject({ content: [{ text: 'x' }] });
});

describe('legacy methods', () => {
  it.each([
    ['ping', 'ping', undefined],
    ['tools/list', 'tools/list', undefined],
    ['an unknown method', 'no/such', -32601],
    ['prompts', 'prompts/list', -32601],
    ['logging', 'logging/setLevel', -32601],
    ['tasks', 'tasks/list', -32601],
    ['discover', 'server/discover', -32601],
  ])('[mcp.legacy-methods] %s', async (_what, method, code) => {
    const headers = await openSession(url);
    const answer = await send(url, { headers, body: JSON.stringify({ jsonrpc: '2.0', id: 9, method }) });
    expect([answer.status, messageOf(answer).id, messageOf(answer).error?.code]).toEqual([200, 9, code]);
  });

  it.each(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'])(
    '[mcp.initialize] agrees to %s',
    async (version) => {
      const body = JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: { protocolVersion: version },
      });
      expect(messageOf(await send(url, { body })).result).toMatchObject({
        protocolVersion: version,
        capabilities: { tools: {} },
      });
    },
  );

  it('[mcp.initialize] answers an unknown version with the newest legacy one', async () => {
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2026-07-28' },
    });
    expect(messageOf(await send(url, { body })).result).toMatchObject({ protocolVersion: '2025-11-25' });
  });

  it.each([
    ['arguments that are no object', callBody('echo', ['x'])],
    ['null arguments', callBody('echo', null)],
    ['a name that is no text', callBody(7 as unknown as string, {})],
    ['a made-up state', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","requestState":"x"}}'],
    ['a progress token that is an object', callBody('echo', { text: 'x' }, { meta: { progressToken: {} } })],
    ['a cursor', '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"x"}}'],
  ])('%s: invalid params', async (_what, body) => {
    const answer = await send(url, { headers: await openSession(url), body });
    expect(messageOf(answer)).toMatchObject({ id: 1, error: { code: -32602 } });
  });
});
