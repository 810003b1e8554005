/** Calls that take time: progress, cancellation, disconnects, approvals. Waits are for events, never for time. */
import { request } from 'node:http';
import type { StopSignal } from '@remit/gateway';
import type { LegacyHttpServer, MockHttpServer } from '@remit/testing';
import { createLegacyHttpServer, createModernHttpServer, mockStdioServer } from '@remit/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServerConfig } from './server-config.ts';
import { connectClient } from './testkit/clients.ts';
import type { FakeOptions } from './testkit/fake-gateway.ts';
import { callBody, eventsOf, messageOf, modernBody, modernHeaders, openSession, send } from './testkit/raw-http.ts';
import type { RunningRemit } from './testkit/remit.ts';
import { KEY, startRemit } from './testkit/remit.ts';
import { until } from './testkit/until.ts';

let legacy: LegacyHttpServer;
let modern: MockHttpServer;
let servers: ServerConfig[];
let remit: RunningRemit;

beforeEach(async () => {
  [legacy, modern] = await Promise.all([createLegacyHttpServer(), createModernHttpServer()]);
  servers = [
    { name: 'legacy-http', transport: { kind: 'http', url: legacy.url } },
    { name: 'modern-http', transport: { kind: 'http', url: modern.url } },
    { name: 'legacy-stdio', transport: { kind: 'stdio', ...mockStdioServer('legacy') } },
    { name: 'modern-stdio', transport: { kind: 'stdio', ...mockStdioServer('modern') } },
  ];
});
afterEach(async () => {
  await remit.close();
  await Promise.all([legacy.close(), modern.close()]);
});

const names = ['legacy-http', 'modern-http', 'legacy-stdio', 'modern-stdio'] as const;
const eras = ['legacy', 'modern'] as const;
const pairs = names.flatMap((name) => eras.map((era) => [era, name] as const));

describe('progress', () => {
  it.each(pairs)('[mcp.progress] a %s client hears the progress of %s under its own token', async (era, name) => {
    remit = await startRemit({ servers });
    const client = await connectClient(`${remit.url}/mcp/${name}`, era);
    const heard: unknown[] = [];
    const result = await client.callTool(
      { name: 'slow', arguments: { steps: 3 } },
      { onprogress: (progress) => heard.push(progress) },
    );
    expect(result.content).toEqual([{ type: 'text', text: '3 steps' }]);
    expect(heard).toEqual([1, 2, 3].map((progress) => ({ progress, total: 3, message: `step ${progress}` })));
    await client.close();
  });

  it('[mcp.progress] two calls with one token value each hear their own', async () => {
    remit = await startRemit({ servers });
    const url = `${remit.url}/mcp/legacy-stdio`;
    const session = await openSession(url);
    const answers = await Promise.all(
      [2, 3].map((steps) =>
        send(url, {
          headers: session,
          body: callBody('slow', { steps }, { id: steps, meta: { progressToken: 'same' } }),
        }),
      ),
    );
    expect(answers.map((answer) => eventsOf(answer).length)).toEqual([3, 4]);
    for (const answer of answers)
      for (const event of eventsOf(answer).slice(0, -1)) expect(event).toContain('"progressToken":"same"');
    expect(answers.map((answer) => answer.headers['x-accel-buffering'])).toEqual(['no', 'no']);
  });

  it('[mcp.sse] without a token, or for a client that takes no stream, the answer is plain JSON', async () => {
    remit = await startRemit({ servers });
    const url = `${remit.url}/mcp/modern-http`;
    const headers = { ...modernHeaders('tools/call', 'slow'), accept: 'application/json' };
    const body = modernBody('tools/call', { name: 'slow', arguments: { steps: 2 } }, { progressToken: 1 });
    const answers = [
      await send(url, { headers, body }),
      await send(url, { headers: await openSession(url), body: callBody('slow', { steps: 2 }) }),
    ];
    for (const answer of answers) expect(answer.headers['content-type']).toBe('application/json');
  });
});

describe('cancellation', () => {
  it.each(eras.flatMap((era) => (['legacy-http', 'modern-http'] as const).map((name) => [era, name] as const)))(
    '[mcp.cancel] a %s client that aborts cancels the call at %s, and the outcome is unknown',
    async (era, name) => {
      remit = await startRemit({ servers });
      const { journal } = name === 'legacy-http' ? legacy : modern;
      const client = await connectClient(`${remit.url}/mcp/${name}`, era);
      const abort = new AbortController();
      const call = client.callTool({ name: 'slow', arguments: { steps: 0, hold: true } }, { signal: abort.signal });
      const settled = call.catch((error: unknown) => error);
      await journal.held;
      abort.abort();
      expect(await settled).toBeInstanceOf(Error);
      await journal.stopped;
      expect(journal.cancelled).toBe(1);
      const done = await until(() => remit.gateway.calls[0]);
      expect(done.forwarded).toMatchObject({
        status: 'unknown',
        why: expect.stringMatching(/^caller-(cancelled|gone)$/),
      });
      await client.close();
    },
  );

  it.each(['legacy-stdio', 'modern-stdio'] as const)('[mcp.cancel] over the pipes of %s', async (name) => {
    remit = await startRemit({ servers });
    const url = `${remit.url}/mcp/${name}`;
    const session = await openSession(url);
    const body = callBody('slow', { steps: 1, hold: true }, { id: 'c', meta: { progressToken: 1 } });
    const held = send(url, { headers: session, body });
    await until(() => remit.handler.status().find((server) => server.name === name && server.tools !== undefined));
    const cancelled = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'c' } });
    const done = await until(async () => {
      expect((await send(url, { headers: session, body: cancelled })).status).toBe(202);
      return remit.gateway.calls[0];
    });
    expect(done.forwarded).toMatchObject({ status: 'unknown', why: 'caller-cancelled' });
    // No response to a cancelled request: the stream ends without one.
    expect((await held).text).not.toContain('"id":"c"');
    const after = await send(url, { headers: session, body: callBody('echo', { text: 'still here' }, { id: 'd' }) });
    expect(messageOf(after).result).toMatchObject({ content: [{ text: 'still here' }] });
  });

  it('[mcp.cancel] a client cannot cancel what another session runs', async () => {
    remit = await startRemit({ servers });
    const url = `${remit.url}/mcp/modern-http`;
    const [mine, other] = await Promise.all([openSession(url), openSession(url)]);
    const held = send(url, { headers: mine, body: callBody('slow', { steps: 0, hold: true }, { id: 5 }) });
    await modern.journal.held;
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 5 } };
    await send(url, { headers: other, body: JSON.stringify(cancel) });
    await send(url, { headers: other, body: callBody('echo', { text: 'x' }) });
    expect(modern.journal.cancelled).toBe(0);
    await send(url, { headers: mine, body: JSON.stringify(cancel) });
    await held;
    await modern.journal.stopped;
    expect(modern.journal.cancelled).toBe(1);
  });

  it('[mcp.cancel] a dropped connection ends the upstream call', async () => {
    remit = await startRemit({ servers });
    const url = `${remit.url}/mcp/modern-http`;
    const session = await openSession(url);
    const headers = { ...session, authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
    const req = request(url, { method: 'POST', headers }).on('error', () => undefined);
    req.end(callBody('slow', { steps: 0, hold: true }));
    await modern.journal.held;
    req.destroy();
    await modern.journal.stopped;
    const done = await until(() => remit.gateway.calls[0]);
    expect(done.forwarded).toMatchObject({ status: 'unknown', why: 'caller-gone' });
  });

  it('an id that is running cannot be used twice', async () => {
    remit = await startRemit({ servers });
    const url = `${remit.url}/mcp/modern-http`;
    const session = await openSession(url);
    const held = send(url, { headers: session, body: callBody('slow', { steps: 0, hold: true }, { id: 5 }) });
    await modern.journal.held;
    const second = await send(url, { headers: session, body: callBody('echo', { text: 'x' }, { id: 5 }) });
    expect([second.status, messageOf(second).error?.code]).toEqual([400, -32600]);
    await send(url, { headers: session, method: 'DELETE' });
    await held;
  });
});

it('[mcp.cancel] shutting down ends what runs, as unknown, and takes nothing new', async () => {
  remit = await startRemit({ servers });
  const url = `${remit.url}/mcp/legacy-http`;
  const session = await openSession(url);
  const held = send(url, { headers: session, body: callBody('slow', { steps: 0, hold: true }) });
  await legacy.journal.held;
  const closing = remit.handler.close();
  expect(messageOf(await held).error).toBeDefined();
  await closing;
  expect(remit.gateway.calls[0]?.forwarded).toMatchObject({ status: 'unknown', why: 'closing' });
  expect(remit.gateway.sessions[0]?.closed).toBe('shutdown');
  expect((await send(url, { headers: session, body: callBody('echo', { text: 'x' }) })).status).toBe(503);
});

describe('a call that waits for a person', () => {
  const waiting = () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const decide = () => ({ kind: 'wait', message: 'Waits for an approver.', until: released }) as const;
    return { release, decide };
  };

  it.each(eras)('[mcp.approval-wait] a %s client with a token hears what it waits for, more than once', async (era) => {
    const { release, decide } = waiting();
    remit = await startRemit({ servers, gateway: { decide }, limits: { keepAliveMs: 20 } });
    const client = await connectClient(`${remit.url}/mcp/modern-http`, era);
    const heard: { progress: number; message?: string | undefined }[] = [];
    const result = await client.callTool(
      { name: 'echo', arguments: { text: 'approved' } },
      {
        onprogress(progress) {
          heard.push(progress);
          if (heard.length === 3) release();
        },
      },
    );
    expect(result.content).toEqual([{ type: 'text', text: 'approved' }]);
    const risen = heard.map(({ progress }) => progress);
    expect(risen).toEqual(risen.toSorted((a, b) => a - b));
    expect(new Set(risen).size).toBe(risen.length);
    expect(heard[0]?.message).toBe('Waits for an approver.');
    await client.close();
  });

  it('[mcp.approval-wait] without a token the stream is kept open by comments', async () => {
    const { release, decide } = waiting();
    remit = await startRemit({ servers, gateway: { decide }, limits: { keepAliveMs: 10 } });
    const url = `${remit.url}/mcp/modern-http`;
    const session = await openSession(url);
    const answer = await new Promise<string>((resolve, reject) => {
      const headers = {
        ...session,
        authorization: `Bearer ${KEY}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      };
      const req = request(url, { method: 'POST', headers }, (res) => {
        let text = '';
        res.on('data', (chunk: Buffer) => {
          text += chunk.toString('utf8');
          if (text.split(': keep-alive\n\n').length > 3) release();
        });
        res.on('end', () => resolve(text));
      });
      req.on('error', reject);
      req.end(callBody('echo', { text: 'x' }));
    });
    expect(answer).not.toContain('notifications/progress');
    expect(answer).toContain('"id":1,"result"');
  });

  it('[mcp.approval-wait] the client that leaves while it waits forwards nothing', async () => {
    const { release, decide } = waiting();
    const asked: StopSignal[] = [];
    const remember: FakeOptions['decide'] = (call) => {
      asked.push(call.signal);
      return decide();
    };
    remit = await startRemit({ servers, gateway: { decide: remember } });
    const client = await connectClient(`${remit.url}/mcp/modern-http`, 'modern');
    const abort = new AbortController();
    const call = client.callTool(
      { name: 'echo', arguments: { text: 'x' } },
      { signal: abort.signal, onprogress: () => abort.abort() },
    );
    expect(await call.catch((error: unknown) => error)).toBeInstanceOf(Error);
    // The gateway of this test forwards on release whatever happened: the wire layer itself must not send it.
    await until(() => asked.find((signal) => signal.aborted));
    release();
    const done = await until(() => remit.gateway.calls[0]);
    expect(done.forwarded).toMatchObject({ status: 'errored', why: 'caller-gone' });
    expect(modern.journal.ran).toEqual([]);
  });
});
