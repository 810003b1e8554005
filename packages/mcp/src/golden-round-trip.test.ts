/**
 * What nobody here knows goes through untouched, at every level and in all four pairs of eras: `_meta`, annotations,
 * unknown fields, number spellings, key order (mcp reference §7, F14). The upstream is written by hand, because an SDK
 * server drops what it does not know.
 */
import { describe, expect, it } from 'vitest';
import { objectMembers } from './json/raw-json.ts';
import { callBody, modernBody, modernHeaders, openSession, send } from './testkit/raw-http.ts';
import { startRemit } from './testkit/remit.ts';
import type { Script } from './testkit/scripted-upstream.ts';
import { reply, startScripted } from './testkit/scripted-upstream.ts';

// Each text is in the shortest form that keeps what JSON.stringify would lose: 1.0, 1e400, a huge integer, \\u escapes.
const TOOL =
  '{"name":"t","title":"\\u0054","description":"d","inputSchema":{"type":"object","x-vendor":{"n":1.0}},' +
  '"annotations":{"readOnlyHint":true,"later":[1e2]},"icons":[{"src":"data:,","new":null}],"execution":{"taskSupport":"forbidden"},' +
  '"_meta":{"ui/resource":"ui://x","deep":{"k":[{"n":2.50}]}},"zz-new":{"b":1,"a":2}}';
const CONTENT =
  '"content":[{"type":"text","text":"\\u00e9","annotations":{"audience":["user"],"priority":0.50},"_meta":{"k":1.0}},' +
  '{"type":"hologram","body":{"x":1e400}},{"type":"resource_link","uri":"a:b","name":"n","size":12345678901234567890,"new":{}}],' +
  '"structuredContent":{"b":1.0,"a":{"__proto__":1}},"_meta":{"vendor/x":{"y":[1.0]},"trace":"t"},"later":{"n":-0.0}';
const CACHE = '"ttlMs":0,"cacheScope":"private"';

const modernUpstream: Script = (request, res) => {
  if (request.method === 'tools/list')
    return reply(request, res, `"result":{"resultType":"complete","tools":[${TOOL}],${CACHE}}`);
  if (request.method === 'tools/call') return reply(request, res, `"result":{"resultType":"complete",${CONTENT}}`);
  return false;
};
const legacyUpstream: Script = (request, res) => {
  switch (request.method) {
    case 'server/discover':
      return reply(request, res, '"error":{"code":-32601,"message":"Method not found"}', 200);
    case 'initialize':
      return reply(
        request,
        res,
        '"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}',
      );
    case 'tools/list':
      return reply(request, res, `"result":{"tools":[${TOOL}]}`);
    case 'tools/call':
      return reply(request, res, `"result":{${CONTENT}}`);
    default:
      res.writeHead(202).end();
      return true;
  }
};

/** The members of `result` in an answer's raw text, ours taken out. */
function resultMembers(text: string): string[] {
  const result = objectMembers(text).find((member) => member.key === 'result')?.text ?? '{}';
  const ours = new Set(['resultType', 'ttlMs', 'cacheScope']);
  return objectMembers(result)
    .filter((member) => !ours.has(member.key))
    .map((member) => `"${member.key}":${member.text}`);
}

const pairs = (['legacy', 'modern'] as const).flatMap((client) =>
  (
    [
      ['legacy', legacyUpstream],
      ['modern', modernUpstream],
    ] as const
  ).map(([era, script]) => [client, era, script] as const),
);

describe.each(pairs)('a %s client of a %s upstream', (client, _era, script) => {
  it("[mcp.round-trip] gets every byte that is not the protocol's own", async () => {
    const upstream = await startScripted(script);
    const remit = await startRemit({ servers: [{ name: 's', transport: { kind: 'http', url: upstream.url } }] });
    const url = `${remit.url}/mcp/s`;
    const session = client === 'legacy' ? await openSession(url) : {};
    const ask = (method: string, params: object) =>
      client === 'legacy'
        ? send(url, { headers: session, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) })
        : send(url, {
            headers: modernHeaders(method, method === 'tools/call' ? 't' : undefined),
            body: modernBody(method, params),
          });
    const list = await ask('tools/list', {});
    expect(resultMembers(list.text)).toContain(`"tools":[${TOOL}]`);
    const call = await ask('tools/call', { name: 't', arguments: {} });
    expect(resultMembers(call.text).join(',')).toBe(CONTENT);
    await remit.close();
    await upstream.close();
  });
});

it('[mcp.param-headers] a modern client of a legacy upstream is held to the headers that the list asks for', async () => {
  const tool = '{"name":"t","inputSchema":{"type":"object","properties":{"r":{"type":"string","x-mcp-header":"R"}}}}';
  const upstream = await startScripted((request, res) =>
    request.method === 'tools/list'
      ? reply(request, res, `"result":{"tools":[${tool}]}`)
      : legacyUpstream(request, res),
  );
  const remit = await startRemit({ servers: [{ name: 's', transport: { kind: 'http', url: upstream.url } }] });
  const url = `${remit.url}/mcp/s`;
  const body = modernBody('tools/call', { name: 't', arguments: { r: 'eu' } });
  const headers = modernHeaders('tools/call', 't');
  const statuses = [
    await send(url, { headers, body }),
    await send(url, { headers: { ...headers, 'mcp-param-r': 'eu' }, body }),
  ];
  expect(statuses.map(({ status }) => status)).toEqual([400, 200]);
  expect((await send(url, { headers: await openSession(url), body: callBody('t', { r: 'eu' }) })).status).toBe(200);
  await remit.close();
  await upstream.close();
});

it('[mcp.round-trip] pretty-printed messages survive stdio framing in both directions', async () => {
  const code = `
    let text = '';
    process.stdin.on('data', (chunk) => {
      text += chunk;
      for (let end; (end = text.indexOf('\\n')) >= 0; text = text.slice(end + 1)) {
        const message = JSON.parse(text.slice(0, end));
        const say = (result) => console.log(JSON.stringify({ jsonrpc: '2.0', id: message.id, result }));
        if (message.method === 'initialize') say({ protocolVersion: '2025-11-25', capabilities: {}, serverInfo: {} });
        if (message.method === 'tools/list') say({ tools: [{ name: 't', inputSchema: {} }] });
        if (message.method === 'tools/call') say({ content: [], got: message.params.arguments });
      }
    });`;
  const transport = { kind: 'stdio', command: process.execPath, args: ['-e', code] } as const;
  const remit = await startRemit({ servers: [{ name: 's', transport, era: '2025-11-25' }] });
  const url = `${remit.url}/mcp/s`;
  const args = { text: 'line\nbreak', list: [1, 2] };
  const body = JSON.stringify(JSON.parse(callBody('t', args)), null, 2);
  const answer = await send(url, { headers: await openSession(url), body });
  expect(JSON.parse(answer.text)).toMatchObject({ result: { got: args } });
  expect(Buffer.from(remit.gateway.calls[0]?.request.argsRaw ?? []).toString('utf8')).toContain('\n      "text"');
  await remit.close();
});
