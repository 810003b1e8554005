/** What becomes of a call, seen from the client, the gateway and the upstream. */
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeVerdict } from './testkit/fake-gateway.ts';
import { callBody, messageOf, modernBody, modernHeaders, openSession, send } from './testkit/raw-http.ts';
import type { RemitOptions, RunningRemit } from './testkit/remit.ts';
import { startRemit } from './testkit/remit.ts';
import type { ScriptedUpstream } from './testkit/scripted-upstream.ts';
import { reply, startScripted } from './testkit/scripted-upstream.ts';

const RESULT = '"result":{"resultType":"complete","content":[]}';
let upstream: ScriptedUpstream;
let remit: RunningRemit;

async function start(options: Partial<RemitOptions> = {}, tools?: readonly string[]): Promise<string> {
  upstream = await startScripted(
    (request, res) => request.method === 'tools/call' && reply(request, res, RESULT),
    tools,
  );
  const transport = { kind: 'http', url: upstream.url, headers: { Authorization: 'Bearer upstream-secret' } } as const;
  remit = await startRemit({ servers: [{ name: 'up', transport }], ...options });
  return `${remit.url}/mcp/up`;
}
afterEach(async () => {
  await remit.close();
  await upstream.close();
});

const call = async (url: string, body: string) => send(url, { headers: await openSession(url), body });

describe('what is decided on is what is forwarded', () => {
  it('[mcp.raw-arguments] the bytes of the arguments reach the gateway and the upstream as they came', async () => {
    const url = await start();
    const args = '{ "path":"/srv/\\u00e4\\/x",\n\t"n":1.0, "big":1e3,"é":"世" }';
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"arguments":${args},"name":"t","future":[1.0]}}`;
    expect((await call(url, body)).status).toBe(200);
    const [seen] = remit.gateway.calls;
    expect(Buffer.from(seen?.request.argsRaw ?? []).toString('utf8')).toBe(args);
    expect(seen?.request.args).toEqual(JSON.parse(args));
    expect(upstream.of('tools/call')[0]?.text).toContain(`"arguments":${args},"future":[1.0]`);
  });

  it('[mcp.raw-arguments] no arguments stay no arguments', async () => {
    const url = await start();
    await call(url, '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t"}}');
    expect(remit.gateway.calls[0]?.request).toMatchObject({ args: {}, argsRaw: new Uint8Array() });
    expect(upstream.of('tools/call')[0]?.params).not.toHaveProperty('arguments');
  });

  it('[mcp.pin] the decision names the definition as the upstream listed it', async () => {
    const tool = '{"name":"t","description":"d","inputSchema":{"type":"object"},"x-new":{"b":1,"a":2}}';
    const url = await start({}, [tool]);
    await call(url, callBody('t', {}));
    const [defined] = remit.gateway.defined;
    expect(defined?.text).toBe('{"description":"d","inputSchema":{"type":"object"},"name":"t","x-new":{"a":2,"b":1}}');
    expect(remit.gateway.calls[0]?.request.definition).toEqual({ sha: defined?.sha });
  });

  it('[mcp.caller-facts] the gateway hears who calls: caller, session, self-declared client', async () => {
    const url = await start();
    await call(url, callBody('t', {}));
    const meta = { 'io.modelcontextprotocol/clientInfo': { name: 'agent', version: '7' } };
    const body = modernBody('tools/call', { name: 't', arguments: {} }, meta);
    await send(url, { headers: modernHeaders('tools/call', 't'), body });
    expect(remit.gateway.calls.map(({ request }) => [request.caller.sub, request.session?.id, request.client])).toEqual(
      [
        ['p_ada', 'session-0', 'raw 0'],
        ['p_ada', undefined, 'agent 7'],
      ],
    );
  });
});

describe('towards the upstream', () => {
  it('[mcp.no-passthrough] the key of the caller stays here; the configured credential is sent', async () => {
    const url = await start();
    await call(url, callBody('t', {}));
    expect(upstream.received.length).toBeGreaterThan(2);
    for (const { headers, text } of upstream.received) {
      expect(headers.authorization).toBe('Bearer upstream-secret');
      expect(JSON.stringify(headers) + text).not.toContain('remit_ada');
    }
  });

  it('[mcp.meta] `_meta` goes along except for what describes the hop', async () => {
    const url = await start();
    const meta = {
      traceparent: '00-1-2-03',
      'example/k': [1],
      progressToken: 'mine',
      'io.modelcontextprotocol/logLevel': 'debug',
    };
    await call(url, callBody('t', {}, { meta }));
    expect(upstream.of('tools/call')[0]?.params['_meta']).toEqual({
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'remit', version: '0.1.0' },
      'io.modelcontextprotocol/clientCapabilities': {},
      traceparent: '00-1-2-03',
      'example/k': [1],
      progressToken: upstream.of('tools/call')[0]?.id,
    });
  });

  it('[mcp.modern-headers] headers are made for this hop: un-prefixed name, parameters, no caller headers', async () => {
    const schema = '{"type":"object","properties":{"r":{"type":"string","x-mcp-header":"Region"}}}';
    await start({}, [`{"name":"Städte","inputSchema":${schema}}`]);
    const url = `${remit.url}/mcp`;
    const [name] = JSON.parse((await call(url, '{"jsonrpc":"2.0","id":1,"method":"tools/list"}')).text).result.tools;
    const answer = await call(url, callBody(name.name, { r: 'Zürich' }));
    expect(messageOf(answer).error).toBeUndefined();
    expect(upstream.of('tools/call')[0]?.headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': '=?base64?U3TDpGR0ZQ==?=',
      'mcp-param-region': '=?base64?WsO8cmljaA==?=',
    });
    expect(upstream.of('tools/call')[0]?.headers).not.toHaveProperty('mcp-session-id');
  });

  it('[mcp.no-capabilities] nothing that Remit cannot answer is offered', async () => {
    const url = await start();
    await call(url, callBody('t', {}));
    for (const { params } of upstream.received)
      expect(params['_meta']).toMatchObject({ 'io.modelcontextprotocol/clientCapabilities': {} });
  });
});

describe('tools that are not there', () => {
  const hidden = (_caller: unknown, _server: string, tool: string) => tool === 'secret';
  const tools = ['{"name":"t","inputSchema":{}}', '{"name":"secret","inputSchema":{}}'];

  it('[mcp.hidden-tool] a hidden tool is not listed, and calling it looks like calling nothing', async () => {
    const url = await start({ gateway: { hidden } }, tools);
    const list = await call(url, '{"jsonrpc":"2.0","id":1,"method":"tools/list"}');
    expect(list.text).not.toContain('secret');
    const [secret, invented] = await Promise.all([
      call(url, callBody('secret', {})),
      call(url, callBody('secreT', {})),
    ]);
    expect([secret.status, invented.status]).toEqual([200, 200]);
    expect(messageOf(secret).error).toEqual({ code: -32602, message: 'Unknown tool: secret' });
    expect(messageOf(invented).error).toEqual({ code: -32602, message: 'Unknown tool: secreT' });
    expect(upstream.of('tools/call')).toEqual([]);
    expect(remit.gateway.calls.map(({ request, result }) => [request.server, request.tool, result.kind])).toEqual([
      ['up', 'secret', 'unknown-tool'],
      ['up', 'secreT', 'unknown-tool'],
    ]);
  });

  it('[mcp.hidden-tool] a hidden tool causes no traffic at all', async () => {
    const url = await start({ gateway: { hidden } }, tools);
    await call(url, callBody('secret', {}));
    expect(upstream.received).toEqual([]);
  });

  it('[mcp.hidden-tool] on /mcp too, for every shape of a wrong name, and each leaves its record', async () => {
    await start({ gateway: { hidden } }, tools);
    const url = `${remit.url}/mcp`;
    const names = ['up_secret', 'up_nothing', 'other_t', 'nounderscore', '', '_t', 'up_x-0123456789', 'x'.repeat(3000)];
    for (const name of names)
      expect(messageOf(await call(url, callBody(name, {}))).error).toEqual({
        code: -32602,
        message: `Unknown tool: ${name.slice(0, 256)}`,
      });
    expect(remit.gateway.calls.map(({ request }) => request.server)).toEqual([
      'up',
      'up',
      '*',
      '*',
      '*',
      '*',
      'up',
      '*',
    ]);
    expect(remit.gateway.calls.every(({ result }) => result.kind === 'unknown-tool')).toBe(true);
    expect(upstream.of('tools/call')).toEqual([]);
  });
});

describe('what the gateway decides', () => {
  const denied: FakeVerdict = {
    kind: 'deny',
    rule: 'read-assigned-case',
    message: 'The path is outside the assigned cases.',
  };

  it('[mcp.denial] a denial is a tool result that names the rule and the decision', async () => {
    const url = await start({ gateway: { decide: () => denied } });
    const answer = messageOf(await call(url, callBody('t', { path: '/etc/passwd' })));
    expect(answer.result).toEqual({
      content: [
        {
          type: 'text',
          text: 'The path is outside the assigned cases. (Remit decision decision-1, rule read-assigned-case)',
        },
      ],
      isError: true,
      _meta: { 'remit/denial': { rule: 'read-assigned-case', because: 'argument', decisionId: 'decision-1' } },
    });
    expect(upstream.of('tools/call')).toEqual([]);
    const headers = modernHeaders('tools/call', 't');
    const modern = messageOf(
      await send(url, { headers, body: modernBody('tools/call', { name: 't', arguments: {} }) }),
    );
    expect(modern.result).toMatchObject({ resultType: 'complete', isError: true });
  });

  it('[adoption.limits.wire] a call over a limit: 429 with Retry-After, and the limit and the wait in the error', async () => {
    const url = await start({ gateway: { decide: () => ({ kind: 'limited', retryAfterMs: 1_500 }) } });
    const http = await call(url, callBody('t', {}));
    expect(http.status).toBe(429);
    expect(http.headers['retry-after']).toBe('2');
    expect(messageOf(http).error).toEqual({
      code: 71429,
      message: 'Too many calls. (retry in 2 s)',
      data: { rule: 'rate-limit/agent', retryAfterMs: 1_500, decisionId: 'decision-1' },
    });
  });

  it('[mcp.unavailable] no record, no call: 503 with the error of the ledger', async () => {
    const url = await start({ gateway: { decide: () => ({ kind: 'unavailable' }) } });
    const answer = await call(url, callBody('t', {}));
    expect(answer.status).toBe(503);
    expect(messageOf(answer)).toMatchObject({ id: 1, error: { code: 71503 } });
    expect(upstream.of('tools/call')).toEqual([]);
  });

  it('[mcp.pin] a tool is not listed before its definition is recorded', async () => {
    const url = await start({ gateway: { recorded: () => 'failed' } });
    const answer = await call(url, '{"jsonrpc":"2.0","id":1,"method":"tools/list"}');
    expect(answer.status).toBe(503);
    expect(messageOf(answer)).toMatchObject({ id: 1, error: { code: 71503 } });
  });
});
