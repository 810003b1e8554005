/** When a list is read again, and what a changed definition does to a call that was decided on the old one (F19). */
import { fixedClock } from '@remit/core';
import { createLegacyHttpServer, mockStdioServer } from '@remit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { connectClient } from './testkit/clients.ts';
import { callBody, messageOf, openSession, send } from './testkit/raw-http.ts';
import { startRemit } from './testkit/remit.ts';
import { reply, startScripted } from './testkit/scripted-upstream.ts';

const list = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('a changed list', () => {
  it('[mcp.list-changed] the word of a stdio server is enough', async () => {
    const server = { name: 's', transport: { kind: 'stdio' as const, ...mockStdioServer('legacy') } };
    const remit = await startRemit({ servers: [server] });
    closers.push(() => remit.close());
    const client = await connectClient(`${remit.url}/mcp/s`, 'legacy');
    const names = async () => (await client.listTools()).tools.map((tool) => tool.name);
    expect(await names()).not.toContain('grown');
    await client.callTool({ name: 'grow', arguments: {} });
    expect(await names()).toContain('grown');
    expect(remit.gateway.defined.filter(({ tool }) => tool === 'grown')).toHaveLength(1);
    await client.close();
  });

  it("[mcp.list-changed] otherwise the TTL decides, the shorter of ours and the upstream's for lists", async () => {
    const clock = fixedClock(0);
    const upstream = await startScripted(
      (request, res) =>
        request.method === 'tools/call' && reply(request, res, '"result":{"resultType":"complete","content":[]}'),
    );
    const servers = [{ name: 's', transport: { kind: 'http' as const, url: upstream.url } }];
    const remit = await startRemit({ servers, clock, limits: { catalogMs: 100_000 } });
    closers.push(() => remit.close(), upstream.close);
    const url = `${remit.url}/mcp/s`;
    const headers = await openSession(url);
    const lists = async (body: string, id: number) => {
      expect(messageOf(await send(url, { headers, body: body.replace('"id":1', `"id":${id}`) })).error).toBeUndefined();
      return upstream.of('tools/list').length;
    };
    expect(await lists(list, 1)).toBe(1);
    clock.advance(59_999);
    expect(await lists(list, 2)).toBe(1);
    clock.advance(1);
    expect(await lists(callBody('t', {}), 3)).toBe(1);
    expect(await lists(list, 4)).toBe(2);
    clock.advance(100_000);
    expect(await lists(callBody('t', {}), 5)).toBe(3);
  });

  it('[mcp.pin] a definition that changes while a person decides is not called', async () => {
    let tool = '{"name":"t","description":"reads","inputSchema":{}}';
    let sent = 0;
    const upstream = await startScripted((request, res) => {
      if (request.method === 'tools/list')
        return reply(
          request,
          res,
          `"result":{"resultType":"complete","tools":[${tool}],"ttlMs":0,"cacheScope":"private"}`,
        );
      if (request.method === 'tools/call') sent += 1;
      return false;
    });
    const clock = fixedClock(0);
    const servers = [{ name: 's', transport: { kind: 'http' as const, url: upstream.url } }];
    const until = Promise.resolve();
    const decide = () => {
      tool = '{"name":"t","description":"deletes","inputSchema":{}}';
      clock.advance(1e9);
      return { kind: 'wait', message: 'waits', until } as const;
    };
    const remit = await startRemit({ servers, clock, gateway: { decide } });
    closers.push(() => remit.close(), upstream.close);
    const url = `${remit.url}/mcp/s`;
    const answer = await send(url, { headers: await openSession(url), body: callBody('t', {}) });
    expect(messageOf(answer).error?.code).toBe(72509);
    expect(remit.gateway.calls[0]?.forwarded).toMatchObject({ status: 'errored', why: 'upstream.tool-changed' });
    expect(sent).toBe(0);
  });
});

describe('a list that is not in order', () => {
  const cache = '"resultType":"complete","ttlMs":0,"cacheScope":"private"';
  const pages = async (answers: readonly string[]) => {
    let page = 0;
    const upstream = await startScripted((request, res) =>
      request.method === 'tools/list'
        ? reply(request, res, `"result":{${cache},${answers[page++ % answers.length]}}`)
        : false,
    );
    const servers = [{ name: 's', transport: { kind: 'http' as const, url: upstream.url } }];
    const remit = await startRemit({ servers, limits: { maxListPages: 5 } });
    closers.push(() => remit.close(), upstream.close);
    const url = `${remit.url}/mcp/s`;
    const answer = messageOf(await send(url, { headers: await openSession(url), body: list }));
    const names = (answer.result?.['tools'] as { name: string }[] | undefined)?.map((tool) => tool.name);
    return { answer, names, upstream, status: remit.handler.status()[0] };
  };

  it('[mcp.pagination] all pages are read, with the cursors as given, and the list is in one order', async () => {
    const { names, upstream } = await pages([
      '"tools":[{"name":"c"},{"name":"a"}],"nextCursor":"p\\u00e42"',
      '"tools":[{"name":"b"}]',
    ]);
    expect(names).toEqual(['a', 'b', 'c']);
    expect(upstream.of('tools/list').map(({ params }) => params['cursor'])).toEqual([undefined, 'pä2']);
    expect(upstream.of('tools/list')[1]?.text).toContain('"cursor":"p\\u00e42"');
  });

  it.each([
    ['a cursor that comes again', ['"tools":[],"nextCursor":"x"']],
    ['no tools', ['"other":1']],
  ])('[mcp.pagination] %s is a bad answer', async (_what, answers) => {
    expect((await pages(answers)).answer.error?.code).toBe(72506);
  });

  it('[mcp.pagination] cursors without end are a bad answer', async () => {
    const many = Array.from({ length: 9 }, (_, n) => `"tools":[],"nextCursor":"${n}"`);
    expect((await pages(many)).answer.error?.code).toBe(72506);
  });

  it('[mcp.pin] tools that cannot be pinned or called safely are left out, the rest is listed', async () => {
    const bad = [
      '{"name":"twice"}',
      '{"name":"twice","description":"another"}',
      '{"name":"dup","description":"a","description":"b"}',
      '{"name":"big","inputSchema":{"maximum":18446744073709551615}}',
      '{"name":"half","description":"\\ud800"}',
      '{"name":""}',
      '{"name":7}',
      '{"name":"line\\nbreak"}',
      `{"name":"${'x'.repeat(257)}"}`,
      '"text"',
      '{"name":"header","inputSchema":{"properties":{"a":{"type":"number","x-mcp-header":"A"}}}}',
    ];
    const { names, status } = await pages([`"tools":[${bad.join(',')},{"name":"good"}]`]);
    expect(names).toEqual(['good']);
    expect(status).toMatchObject({ name: 's', era: '2026-07-28', tools: 1, leftOut: bad.length - 1 });
  });
});

it('[mcp.upstream-session] a session that the upstream forgot is opened again, and the call runs once', async () => {
  const upstream = await createLegacyHttpServer();
  const remit = await startRemit({ servers: [{ name: 's', transport: { kind: 'http', url: upstream.url } }] });
  closers.push(() => remit.close(), upstream.close);
  const url = `${remit.url}/mcp/s`;
  const headers = await openSession(url);
  const echo = async (id: number) =>
    messageOf(await send(url, { headers, body: callBody('echo', { text: 'x' }, { id }) }));
  expect((await echo(1)).result).toBeDefined();
  upstream.forgetSessions();
  expect((await echo(2)).result).toMatchObject({ content: [{ text: 'x' }] });
  expect(upstream.journal.ran).toEqual(['echo', 'echo']);
  expect(upstream.journal.hits.get('initialize')).toBe(2);
});
