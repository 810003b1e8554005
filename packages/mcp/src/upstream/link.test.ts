import { setMaxListeners } from 'node:events';
import { err, fixedClock, ok, silentLogger } from '@remit/core';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../limits.ts';
import { Era } from '../wire/versions.ts';
import type { ConnectionEvents, UpstreamConnection, UpstreamReply } from './connection.ts';
import { failed } from './connection.ts';
import { createLink } from './link.ts';

const never = new AbortController().signal;
setMaxListeners(0, never);
const request = { method: 'tools/call', params: [], meta: [] };
const done: UpstreamReply = { kind: 'result', text: '{}', value: {} };
const unreachable = { code: 'mcp.upstream-unreachable', mayHaveRun: false, detail: 'x' } as const;

/** A link whose connections answer as the test says. */
function linkWith(options: {
  readonly replies?: UpstreamReply[];
  readonly connects?: ('ok' | 'fail')[];
  readonly gate?: Promise<void>;
}) {
  const clock = fixedClock(0);
  const seen: { events: ConnectionEvents; closed: number; requests: number }[] = [];
  const connects = [...(options.connects ?? [])];
  const connector = {
    async connect(events: ConnectionEvents) {
      const state = { events, closed: 0, requests: 0 };
      seen.push(state);
      await options.gate;
      if (connects.shift() === 'fail') return err(unreachable);
      const connection: UpstreamConnection = {
        era: Era.Legacy,
        request() {
          state.requests += 1;
          return Promise.resolve(options.replies?.shift() ?? done);
        },
        close() {
          state.closed += 1;
          return Promise.resolve();
        },
      };
      return ok(connection);
    },
  };
  const link = createLink({ server: 's', connector, clock, logger: silentLogger, limits: defaultLimits });
  return { link, seen, clock };
}

describe('a link', () => {
  it('[mcp.single-flight] many requests at once make one connection', async () => {
    const { link, seen } = linkWith({});
    const replies = await Promise.all(Array.from({ length: 20 }, () => link.request(request, never)));
    expect(replies.every((reply) => reply.kind === 'complete')).toBe(true);
    expect(seen.map(({ requests }) => requests)).toEqual([20]);
  });

  it('[mcp.single-flight] one caller leaving does not end the attempt of the others', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { link, seen } = linkWith({ gate });
    const abort = new AbortController();
    const leaving = link.request(request, abort.signal);
    const staying = link.request(request, never);
    abort.abort('client-gone');
    expect(await leaving).toMatchObject({ failure: { code: 'mcp.cancelled', mayHaveRun: false } });
    open();
    expect(await staying).toMatchObject({ kind: 'complete' });
    expect(seen.length).toBe(1);
  });

  it('[mcp.breaker] pauses after a failure, says so, and counts anew after an answer', async () => {
    const { link, seen, clock } = linkWith({ connects: ['fail', 'fail', 'ok', 'ok'] });
    expect(await link.request(request, never)).toMatchObject({ failure: unreachable });
    expect(await link.request(request, never)).toMatchObject({
      failure: { detail: 'paused after 1 failures, next attempt in 1000 ms' },
    });
    expect([seen.length, link.state]).toEqual([1, 'paused']);
    clock.advance(1_000);
    await link.request(request, never);
    clock.advance(1_999);
    await link.request(request, never);
    expect(seen.length).toBe(2);
    clock.advance(1);
    expect(await link.request(request, never)).toMatchObject({ kind: 'complete' });
    seen[2]?.events.lost('gone');
    expect(await link.request(request, never)).toMatchObject({
      failure: { detail: 'paused after 1 failures, next attempt in 1000 ms' },
    });
  });

  it('[mcp.upstream-session] sends again only what surely did not run, and only once', async () => {
    const stale = failed('mcp.upstream-lost', false, 'the upstream session ended');
    const unsure = failed('mcp.upstream-lost', true, 'cut');
    const first = linkWith({ replies: [done, stale, done] });
    await first.link.request(request, never);
    expect(await first.link.request(request, never)).toMatchObject({ kind: 'complete' });
    const twice = linkWith({ replies: [done, stale, stale] });
    await twice.link.request(request, never);
    expect(await twice.link.request(request, never)).toMatchObject({ kind: 'failed' });
    const may = linkWith({ replies: [done, unsure, done] });
    await may.link.request(request, never);
    expect(await may.link.request(request, never)).toEqual(unsure);
  });

  it('[mcp.list-changed] a change notification, a loss and a reset each make the list stale', async () => {
    const { link, seen } = linkWith({});
    await link.request(request, never);
    const generations = [link.generation()];
    seen[0]?.events.toolsChanged();
    generations.push(link.generation());
    link.reset();
    generations.push(link.generation());
    expect(new Set(generations).size).toBe(3);
    expect(seen[0]?.closed).toBe(1);
  });

  it("a loss that an old connection reports late is not the new one's", async () => {
    const { link, seen, clock } = linkWith({});
    await link.request(request, never);
    seen[0]?.events.lost('gone');
    clock.advance(1_000);
    await link.request(request, never);
    seen[0]?.events.lost('gone again');
    expect(link.state).toBe('connected');
  });

  it('closes its connection, and takes no more requests', async () => {
    const { link, seen } = linkWith({});
    await link.request(request, never);
    await link.close();
    expect(seen[0]?.closed).toBe(1);
    expect(await link.request(request, never)).toMatchObject({
      failure: { code: 'mcp.upstream-unreachable', detail: 'closing' },
    });
  });
});
