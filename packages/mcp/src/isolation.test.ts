/** Callers apart from each other, and one server's trouble apart from the rest. mcp reference §7, F4, F6, F12, F13. */
import { fixedClock } from '@remit/core';
import type { LegacyHttpServer } from '@remit/testing';
import { createLegacyHttpServer, mockStdioServer, startServer } from '@remit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { ServerConfig } from './server-config.ts';
import { callBody, messageOf, openSession, send } from './testkit/raw-http.ts';
import type { RunningRemit } from './testkit/remit.ts';
import { startRemit } from './testkit/remit.ts';
import { until } from './testkit/until.ts';

const ada = { authorization: 'Bearer remit_ada_triage_0' };
const adaRotated = { authorization: 'Bearer remit_ada_triage_1' };
const adaOther = { authorization: 'Bearer remit_ada_other_0' };
const bob = { authorization: 'Bearer remit_bob_triage_0' };
const list = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
const closers: (() => Promise<void>)[] = [];

async function start(servers: readonly ServerConfig[], options: Partial<Parameters<typeof startRemit>[0]> = {}) {
  const remit = await startRemit({ servers, ...options });
  closers.unshift(() => remit.close());
  return remit;
}
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function whoami(remit: RunningRemit, headers: Record<string, string>, server: string): Promise<string> {
  const url = `${remit.url}/mcp/${server}`;
  const session = await openSession(url, headers);
  const answer = messageOf(await send(url, { headers: { ...session, ...headers }, body: callBody('whoami', {}) }));
  return JSON.stringify(answer.result?.['content']);
}

async function toolNames(url: string, headers: Record<string, string> = ada): Promise<string[]> {
  const session = await openSession(url, headers);
  const answer = messageOf(await send(url, { headers: { ...session, ...headers }, body: list }));
  const tools = answer.result?.['tools'] as { name: string }[] | undefined;
  return tools?.map((tool) => tool.name) ?? [];
}

describe('callers', () => {
  const stdio = (isolation?: 'shared'): ServerConfig => ({
    name: 's',
    transport: { kind: 'stdio', ...mockStdioServer('legacy') },
    ...(isolation === undefined ? {} : { isolation }),
  });

  it('[mcp.isolation] each person and agent has an upstream process of its own; a rotated key keeps it', async () => {
    const remit = await start([stdio()]);
    const first = await whoami(remit, ada, 's');
    expect(await whoami(remit, adaRotated, 's')).toBe(first);
    const others = [await whoami(remit, bob, 's'), await whoami(remit, adaOther, 's')];
    expect(new Set([first, ...others]).size).toBe(3);
  });

  it('[mcp.isolation] over HTTP they are upstream sessions', async () => {
    const upstream: LegacyHttpServer = await createLegacyHttpServer();
    closers.push(() => upstream.close());
    const remit = await start([
      { name: 's', transport: { kind: 'http', url: upstream.url, headers: { 'x-key': 'one' } } },
    ]);
    const ids = [await whoami(remit, ada, 's'), await whoami(remit, bob, 's')];
    expect(new Set(ids).size).toBe(2);
    expect(upstream.sessions.size).toBe(2);
    await remit.handler.close();
    expect(upstream.sessions.size).toBe(0);
  });

  it('[mcp.isolation] a server configured as shared is one process for all', async () => {
    const remit = await start([stdio('shared')]);
    expect(await whoami(remit, ada, 's')).toBe(await whoami(remit, bob, 's'));
  });

  it('[mcp.isolation] lists are per caller, also of a shared server', async () => {
    const hidden = (caller: { sub: string }, _server: string, tool: string) =>
      caller.sub === 'p_bob' && tool !== 'echo';
    const remit = await start([stdio('shared')], { gateway: { hidden } });
    const [adas, bobs] = await Promise.all([toolNames(`${remit.url}/mcp/s`), toolNames(`${remit.url}/mcp/s`, bob)]);
    expect(bobs).toEqual(['echo']);
    expect(adas.length).toBeGreaterThan(5);
  });

  it('[mcp.bounds] the connection that was idle longest makes room', async () => {
    const clock = fixedClock(0);
    const remit = await start([stdio()], { clock, limits: { maxUpstreams: 2, catalogMs: 1e12 } });
    const first = await whoami(remit, ada, 's');
    clock.advance(1);
    const second = await whoami(remit, bob, 's');
    clock.advance(1);
    await whoami(remit, adaOther, 's');
    clock.advance(1);
    expect(await whoami(remit, bob, 's')).toBe(second);
    expect(await whoami(remit, ada, 's')).not.toBe(first);
  });
});

describe('servers', () => {
  it('[mcp.bad-upstream] refused, hung, broken and crashing servers cost their own tools only', async () => {
    const hung = await startServer(() => undefined);
    const broken = await startServer((_req, res) => res.writeHead(500).end());
    closers.push(hung.close, broken.close);
    const node = (code: string) => ({ kind: 'stdio', command: process.execPath, args: ['-e', code] }) as const;
    const remit = await start(
      [
        { name: 'refused', transport: { kind: 'http', url: 'http://127.0.0.1:1/mcp' } },
        { name: 'hung', transport: { kind: 'http', url: hung.url } },
        { name: 'hung-stdio', transport: node('setInterval(() => {}, 1000)') },
        { name: 'broken', transport: { kind: 'http', url: broken.url } },
        { name: 'crashing', transport: node('process.exit(3)') },
        { name: 'missing', transport: { kind: 'stdio', command: '/no/such/program', args: [] } },
        { name: 'babbling', transport: node('setInterval(() => console.log("hello"), 1)') },
        { name: 'healthy', transport: { kind: 'stdio', ...mockStdioServer('modern') } },
      ],
      { limits: { listTimeoutMs: 500 } },
    );
    const url = `${remit.url}/mcp`;
    const headers = await openSession(url);
    // The hung servers never answer, so that a list comes at all shows the deadline. On a slow machine the healthy
    // one may be late itself: then it is in a later list.
    const names = await until(async () => {
      const got = await toolNames(url);
      return got.length > 0 ? got : undefined;
    });
    expect(names).toContain('healthy_echo');
    expect(names.every((name) => name.startsWith('healthy_'))).toBe(true);
    const result = messageOf(await send(url, { headers, body: callBody('healthy_echo', { text: 'x' }) })).result;
    expect(result).toMatchObject({ content: [{ text: 'x' }] });
  });

  it('[mcp.breaker] a crash loop is paused for longer each time, and ends when the server is back', async () => {
    const clock = fixedClock(0);
    let starts = 0;
    let healthy = false;
    const upstream = await startServer((req, res) => {
      starts += 1;
      req.resume();
      if (healthy) res.writeHead(404).end();
      else res.destroy();
    });
    closers.push(upstream.close);
    const server: ServerConfig = { name: 's', transport: { kind: 'http', url: upstream.url } };
    const remit = await start([server], { clock, limits: { backoffMs: 1_000, maxBackoffMs: 4_000 } });
    const url = `${remit.url}/mcp/s`;
    const headers = await openSession(url);
    const tryList = async () => messageOf(await send(url, { headers, body: list })).error?.message ?? '';
    await tryList();
    const pauses: string[] = [];
    for (const wait of [999, 1, 1_999, 1, 3_999, 1, 3_999, 1]) {
      clock.advance(wait);
      const before = starts;
      await tryList();
      pauses.push(starts === before ? 'paused' : 'tried');
    }
    expect(pauses).toEqual(['paused', 'tried', 'paused', 'tried', 'paused', 'tried', 'paused', 'tried']);
    expect(remit.handler.status()[0]?.connections.paused).toBe(1);
    healthy = true;
    clock.advance(4_000);
    expect(await tryList()).not.toContain('paused');
  });

  it('a server whose name cannot be a prefix is refused at construction', async () => {
    const transport = { kind: 'stdio', command: 'x', args: [] } as const;
    await expect(start([{ name: 'a_b', transport }])).rejects.toThrow('use letters, digits and inner dashes');
    const two = [
      { name: 'a', transport },
      { name: 'a', transport },
    ];
    await expect(start(two)).rejects.toThrow('used twice');
    await expect(start([{ name: 'a', transport: { kind: 'http', url: 'ftp://x' } }])).rejects.toThrow(
      'not an http or https URL',
    );
  });
});
