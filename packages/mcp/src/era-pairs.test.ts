/**
 * Both client eras against both upstream eras over both transports: the same tools, the same results, as when the
 * upstream is asked directly by the official client.
 */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { LegacyHttpServer, MockHttpServer } from '@remit/testing';
import { createLegacyHttpServer, createModernHttpServer, mockStdioServer } from '@remit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerConfig } from './server-config.ts';
import type { ClientEra } from './testkit/clients.ts';
import { connectClient } from './testkit/clients.ts';
import type { RunningRemit } from './testkit/remit.ts';
import { startRemit } from './testkit/remit.ts';

const upstreams = ['legacy-stdio', 'modern-stdio', 'legacy-http', 'legacy-json', 'modern-http', 'modern-json'] as const;
type UpstreamName = (typeof upstreams)[number];

let servers: ServerConfig[];
let remit: RunningRemit;
let http: readonly [LegacyHttpServer, LegacyHttpServer, MockHttpServer, MockHttpServer];

beforeAll(async () => {
  http = await Promise.all([
    createLegacyHttpServer(),
    createLegacyHttpServer({ json: true }),
    createModernHttpServer({ responseMode: 'sse' }),
    createModernHttpServer({ responseMode: 'json' }),
  ]);
  const urls = { 'legacy-http': 0, 'legacy-json': 1, 'modern-http': 2, 'modern-json': 3 } as const;
  servers = upstreams.map((name): ServerConfig => {
    if (name === 'legacy-stdio' || name === 'modern-stdio')
      return { name, transport: { kind: 'stdio', ...mockStdioServer(name === 'legacy-stdio' ? 'legacy' : 'modern') } };
    return { name, transport: { kind: 'http', url: http[urls[name]].url } };
  });
  remit = await startRemit({ servers });
});

afterAll(async () => {
  await remit.close();
  await Promise.all(http.map((server) => server.close()));
});

/** A client of the given era, or of the era the upstream speaks, that goes to the upstream itself. */
async function direct(name: UpstreamName): Promise<Client> {
  const mode = name.startsWith('legacy') ? 'legacy' : { pin: '2026-07-28' };
  const client = new Client({ name: 'test-client', version: '1.0.0' }, { versionNegotiation: { mode } });
  const transport = servers.find((server) => server.name === name)?.transport;
  if (transport === undefined) throw new TypeError(`no server ${name}`);
  await client.connect(
    transport.kind === 'stdio'
      ? new StdioClientTransport({ command: transport.command, args: [...transport.args] })
      : new StreamableHTTPClientTransport(new URL(transport.url)),
  );
  return client;
}

const calls = [
  { name: 'echo', arguments: { text: 'Grüße, 世界' } },
  { name: 'add', arguments: { a: 2, b: 40 } },
  { name: 'list_items', arguments: {} },
  { name: 'locate', arguments: { region: 'eu', depth: 3 } },
  { name: 'fail', arguments: {} },
  { name: 'add', arguments: { a: 'two' } },
];

/** Result or error of a call, without what names the peer. */
async function outcome(client: Client, call: (typeof calls)[number]): Promise<unknown> {
  try {
    const result = await client.callTool(call);
    const { 'io.modelcontextprotocol/serverInfo': _peer, ...meta } = result._meta ?? {};
    return { ...result, _meta: meta };
  } catch (error) {
    return { code: (error as { code?: unknown }).code, message: (error as Error).message };
  }
}

/** What a legacy client gets for structured content that is no object (mcp reference §3.1). */
function asLegacy(value: unknown): unknown {
  const result = value as { content?: unknown[]; structuredContent?: unknown };
  if (!Array.isArray(result.structuredContent)) return value;
  const text = { type: 'text', text: JSON.stringify(result.structuredContent) };
  return {
    ...result,
    content: result.content?.length === 0 ? [text] : result.content,
    structuredContent: { result: result.structuredContent },
  };
}

describe.each(upstreams)('%s', (name) => {
  it.each(['legacy', 'modern'] as const)('[mcp.era-pairs] %s client: same tools, same results', async (era) => {
    const [straight, through] = await Promise.all([direct(name), connectClient(`${remit.url}/mcp/${name}`, era)]);
    const [expected, got] = await Promise.all([straight.listTools(), through.listTools()]);
    expect(got.tools.length).toBeGreaterThan(7);
    const shape = (tool: { name: string }) => tool.name;
    expect(got.tools.map(shape)).toEqual(expected.tools.map(shape).sort());
    const echo = (tools: { name: string }[]) => tools.find((tool) => tool.name === 'echo');
    expect(echo(got.tools)).toEqual(echo(expected.tools));
    for (const call of calls) {
      const straightOutcome = await outcome(straight, call);
      const wanted = era === 'legacy' && name.startsWith('modern') ? asLegacy(straightOutcome) : straightOutcome;
      expect(await outcome(through, call), JSON.stringify(call)).toEqual(wanted);
    }
    await Promise.all([straight.close(), through.close()]);
  });
});

it.each(['legacy', 'modern'] as ClientEra[])(
  '[mcp.prefix] %s client: /mcp lists all servers with prefixed names',
  async (era) => {
    const client = await connectClient(`${remit.url}/mcp`, era);
    const { tools } = await client.listTools();
    const names = tools.map((tool) => tool.name);
    for (const server of upstreams) expect(names).toContain(`${server}_echo`);
    const result = await client.callTool({ name: 'modern-http_echo', arguments: { text: 'hi' } });
    expect(result.content).toEqual([{ type: 'text', text: 'hi' }]);
    await client.close();
  },
);
