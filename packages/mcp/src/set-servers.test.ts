/** Another list of servers, put in force while calls run. */
import { afterEach, expect, it } from 'vitest';
import { callBody, messageOf, openSession, send } from './testkit/raw-http.ts';
import { startRemit } from './testkit/remit.ts';
import type { ScriptedUpstream } from './testkit/scripted-upstream.ts';
import { reply, startScripted } from './testkit/scripted-upstream.ts';
import { until } from './testkit/until.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** An upstream that says its name, and answers `tools/call` when `release` is called. */
async function upstreamNamed(name: string): Promise<{ upstream: ScriptedUpstream; release(): void }> {
  const waiting: (() => void)[] = [];
  const upstream = await startScripted((request, res) => {
    if (request.method !== 'tools/call') return false;
    waiting.push(() =>
      reply(request, res, `"result":{"resultType":"complete","content":[{"type":"text","text":"${name}"}]}`),
    );
    return true;
  });
  closers.push(upstream.close);
  return { upstream, release: () => waiting.splice(0).forEach((answer) => answer()) };
}

it('[operations-b.reload-servers] new calls take the new server; the one under way gets its answer from the old; a removed one is gone', async () => {
  const [old, next, kept] = [await upstreamNamed('old'), await upstreamNamed('new'), await upstreamNamed('kept')];
  const serverOf = (name: string, { url }: ScriptedUpstream) => ({ name, transport: { kind: 'http' as const, url } });
  const remit = await startRemit({ servers: [serverOf('s', old.upstream), serverOf('k', kept.upstream)] });
  closers.push(() => remit.close());
  const call = async (server: string, id: number) => {
    const url = `${remit.url}/mcp/${server}`;
    const headers = await openSession(url);
    return async () => messageOf(await send(url, { headers, body: callBody('t', {}, { id }) }));
  };
  const first = (await call('s', 1))();
  await until(() => old.upstream.of('tools/call').length === 1 || undefined);
  const keptFirst = (await call('k', 2))();
  await until(() => kept.upstream.of('tools/call').length === 1 || undefined);
  kept.release();
  await keptFirst;
  const lists = kept.upstream.of('tools/list').length;

  expect(() => remit.handler.setServers([serverOf('not_a_name', next.upstream)])).toThrow('server name');
  remit.handler.setServers([serverOf('s', next.upstream), serverOf('k', kept.upstream)]);
  const second = (await call('s', 3))();
  await until(() => next.upstream.of('tools/call').length === 1 || undefined);
  next.release();
  expect(JSON.stringify(await second)).toContain('"text":"new"');
  old.release();
  expect(JSON.stringify(await first)).toContain('"text":"old"');
  expect(old.upstream.of('tools/call')).toHaveLength(1);

  // What did not change keeps its connection and its list.
  const keptSecond = (await call('k', 4))();
  await until(() => kept.upstream.of('tools/call').length === 2 || undefined);
  kept.release();
  await keptSecond;
  expect(kept.upstream.of('tools/list')).toHaveLength(lists);

  remit.handler.setServers([serverOf('k', kept.upstream)]);
  expect((await send(`${remit.url}/mcp/s`, { headers: {}, body: callBody('t', {}) })).status).toBe(404);
  expect(remit.handler.status().map(({ name }) => name)).toEqual(['k']);
});
