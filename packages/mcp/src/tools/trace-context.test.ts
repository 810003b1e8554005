/** Trace context through the wire layer, in all four pairs of eras. The tracer itself is the composition root's. */
import { describe, expect, it } from 'vitest';
import { callBody, modernBody, modernHeaders, openSession, send } from '../testkit/raw-http.ts';
import { startRemit } from '../testkit/remit.ts';
import type { Script } from '../testkit/scripted-upstream.ts';
import { reply, startScripted, TOOL } from '../testkit/scripted-upstream.ts';

const OURS = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, tracestate: 'ours=1' };
const HEADER = { traceparent: `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`, tracestate: 'header=1' };
const META = { traceparent: `00-${'c'.repeat(32)}-${'e'.repeat(16)}-01`, tracestate: 'meta=1' };
const ARGUMENTS = '{"n":1.0,"traceparent":"an argument"}';

const legacyUpstream: Script = (request, res) => {
  switch (request.method) {
    case 'server/discover':
      return reply(request, res, '"error":{"code":-32601,"message":"Method not found"}');
    case 'initialize':
      return reply(
        request,
        res,
        '"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}',
      );
    case 'tools/list':
      return reply(request, res, `"result":{"tools":[${TOOL}]}`);
    case 'tools/call':
      return reply(request, res, '"result":{"content":[]}');
    default:
      res.writeHead(202).end();
      return true;
  }
};
const modernUpstream: Script = (request, res) =>
  request.method === 'tools/call' ? reply(request, res, '"result":{"resultType":"complete","content":[]}') : false;

const pairs = (['legacy', 'modern'] as const).flatMap((client) =>
  (
    [
      ['legacy', legacyUpstream],
      ['modern', modernUpstream],
    ] as const
  ).map(([era, script]) => [client, era, script] as const),
);

async function callThrough(client: 'legacy' | 'modern', script: Script, tracing: boolean) {
  const upstream = await startScripted(script);
  const servers = [{ name: 's', transport: { kind: 'http', url: upstream.url } as const }];
  const remit = await startRemit({ servers, tracing, gateway: tracing ? { trace: OURS } : {} });
  const url = `${remit.url}/mcp/s`;
  const meta = { ...META, baggage: 'k=v', 'vendor/x': 1 };
  const headers =
    client === 'legacy'
      ? { ...(await openSession(url)), ...HEADER }
      : { ...modernHeaders('tools/call', 't'), ...HEADER };
  const body =
    client === 'legacy' ? callBody('t', {}, { meta }) : modernBody('tools/call', { name: 't', arguments: {} }, meta);
  const answer = await send(url, { headers, body: body.replace('"arguments":{}', `"arguments":${ARGUMENTS}`) });
  const [call] = upstream.of('tools/call');
  await remit.close();
  await upstream.close();
  if (call === undefined) throw new Error(`the call did not arrive: ${answer.text}`);
  return { call, request: remit.gateway.calls[0]?.request };
}

describe.each(pairs)('a %s client of a %s upstream', (client, _era, script) => {
  it('[otlp.context] the gateway hears both contexts, and the upstream hears ours in the header and in _meta', async () => {
    const { call, request } = await callThrough(client, script, true);
    const protocol = client === 'legacy' ? '2025-11-25' : '2026-07-28';
    expect(request?.origin).toEqual({ protocol, meta: META, header: HEADER });
    expect(call.headers).toMatchObject(OURS);
    expect(call.params['_meta']).toMatchObject({ ...OURS, baggage: 'k=v', 'vendor/x': 1 });
  });

  it('[otlp.arguments] arguments are recorded and sent as received, traced or not', async () => {
    for (const tracing of [true, false]) {
      const { call, request } = await callThrough(client, script, tracing);
      expect(Buffer.from(request?.argsRaw ?? []).toString('utf8')).toBe(ARGUMENTS);
      expect(call.text).toContain(`"arguments":${ARGUMENTS}`);
    }
  });

  it("[otlp.off] without tracing nobody is told, and the client's _meta passes as it came", async () => {
    const { call, request } = await callThrough(client, script, false);
    expect(request).not.toHaveProperty('origin');
    expect(call.headers).not.toHaveProperty('traceparent');
    expect(call.headers).not.toHaveProperty('tracestate');
    expect(call.params['_meta']).toMatchObject({ ...META, baggage: 'k=v' });
  });
});
