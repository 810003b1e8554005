import { fixedClock, silentLogger } from '@remit/core';
import { mockStdioServer } from '@remit/testing';
import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../limits.ts';
import { until } from '../../testkit/until.ts';
import type { UpstreamConnection } from '../connection.ts';
import { createEraVerdicts } from '../era-verdicts.ts';
import { defaultChildEnv } from './child-environment.ts';
import type { StdioConnectorDeps } from './stdio-connector.ts';
import { createStdioConnector } from './stdio-connector.ts';

const never = new AbortController().signal;
const events = { lost: () => undefined, toolsChanged: () => undefined };

function connector(code: string, options: Partial<StdioConnectorDeps> = {}, probeTimeoutMs = 20_000) {
  const clock = fixedClock(0);
  const verdicts = createEraVerdicts({ clock, maxAgeMs: 1_000 });
  const server = { kind: 'stdio' as const, command: process.execPath, args: ['-e', code] };
  const limits = { ...defaultLimits, probeTimeoutMs, killGraceMs: 200 };
  const deps = {
    name: 's',
    server,
    era: 'auto' as const,
    env: defaultChildEnv(),
    limits,
    verdicts,
    logger: silentLogger,
  };
  return { ...createStdioConnector({ ...deps, ...options }), verdicts, clock };
}

async function connected(
  result: Awaited<ReturnType<ReturnType<typeof createStdioConnector>['connect']>>,
): Promise<UpstreamConnection> {
  if (!result.ok) throw new TypeError(result.error.detail);
  return result.value;
}

/** A server on stdin and stdout; `on` handles one message with `say(result)` and `send(message)`. */
const server = (on: string): string => `
  let text = '';
  const send = (message) => console.log(JSON.stringify({ jsonrpc: '2.0', ...message }));
  process.stdin.on('data', (chunk) => {
    text += chunk;
    for (let end; (end = text.indexOf('\\n')) >= 0; text = text.slice(end + 1)) {
      const message = JSON.parse(text.slice(0, end));
      const say = (result) => send({ id: message.id, result });
      ${on}
    }
  });`;
const initialize = `if (message.method === 'initialize') say({ protocolVersion: '2025-03-26', capabilities: {}, serverInfo: {} });`;

describe('the era of a stdio server', () => {
  it.each(['legacy', 'modern'] as const)('[mcp.era-probe] %s mock', async (era) => {
    const { connect, verdicts } = connector('', { server: { kind: 'stdio', ...mockStdioServer(era) } });
    const connection = await connected(await connect(events, never));
    expect(connection.era).toBe(era === 'legacy' ? '2025-11-25' : '2026-07-28');
    expect(verdicts.get('s')).toBe(connection.era);
    await connection.close();
  });

  it('[mcp.era-probe] one that exits on anything before initialize is legacy: the probe had a child of its own', async () => {
    const { connect } = connector(server(`if (message.method === 'server/discover') process.exit(1); ${initialize}`));
    const connection = await connected(await connect(events, never));
    expect(connection.era).toBe('2025-11-25');
    await connection.close();
  });

  it('[mcp.era-probe] one that says nothing to the probe is legacy', async () => {
    const { connect } = connector(server(initialize), {}, 200);
    const connection = await connected(await connect(events, never));
    expect(connection.era).toBe('2025-11-25');
    await connection.close();
  });

  it('[mcp.era-verdicts] the verdict is kept for its time, and dropped when initialize contradicts it', async () => {
    const modernOnly = { server: { kind: 'stdio' as const, ...mockStdioServer('modern') } };
    const { connect, verdicts, clock } = connector('', modernOnly);
    verdicts.set('s', '2025-11-25');
    clock.advance(999);
    expect(verdicts.get('s')).toBe('2025-11-25');
    expect((await connect(events, never)).ok).toBe(false);
    expect(verdicts.get('s')).toBeUndefined();
    const connection = await connected(await connect(events, never));
    expect(connection.era).toBe('2026-07-28');
    clock.advance(1_000);
    expect(verdicts.get('s')).toBeUndefined();
    await connection.close();
  });

  it('[mcp.era-probe] a configured era is not asked for', async () => {
    const { connect } = connector(server(`if (message.method === 'server/discover') process.exit(1);`), {
      era: '2026-07-28',
    });
    const connection = await connected(await connect(events, never));
    expect(connection.era).toBe('2026-07-28');
    await connection.close();
  });

  it.each([
    ['that does not exist', { kind: 'stdio', command: '/no/such', args: [] } as const, 'mcp.upstream-unreachable'],
    ['that ends at once', { kind: 'stdio', command: process.execPath, args: ['-e', ''] } as const, 'mcp.upstream-lost'],
  ])('a program %s fails to connect', async (_what, program, code) => {
    const { connect } = connector('', { server: program });
    expect(await connect(events, never)).toMatchObject({ ok: false, error: { code, mayHaveRun: false } });
  });

  it.each([
    ['with an error', `send({ id: message.id, error: { code: 1, message: 'm' } })`],
    ['with a version of its own', `say({ protocolVersion: '1999-01-01' })`],
    ['with no object', `say(7)`],
  ])('[mcp.bad-answers] initialize answered %s fails to connect', async (_what, answer) => {
    const { connect } = connector(server(answer), { era: '2025-11-25' });
    expect(await connect(events, never)).toMatchObject({ ok: false, error: { code: 'mcp.upstream-bad-answer' } });
  });
});

describe('what a stdio server asks of us', () => {
  it('[mcp.server-requests] ping is answered, everything else refused, and nothing was offered', async () => {
    const asks = ['ping', 'sampling/createMessage', 'elicitation/create', 'roots/list'];
    const code = server(`
      if (message.method === 'initialize') { globalThis.offered = message.params.capabilities; ${initialize} }
      if (message.method === 'tools/list') {
        globalThis.list = message.id; globalThis.answers = [];
        for (const [n, method] of ${JSON.stringify(asks)}.entries()) send({ id: 'ask-' + n, method, params: {} });
      }
      if (typeof message.id === 'string') {
        answers.push([message.id, message.error ? message.error.code : message.result]);
        if (answers.length === ${asks.length}) send({ id: list, result: { answers, offered } });
      }`);
    const { connect } = connector(code, { era: '2025-11-25' });
    const connection = await connected(await connect(events, never));
    const reply = await connection.request({ method: 'tools/list', params: [], meta: [] }, never);
    expect(reply).toMatchObject({
      kind: 'result',
      value: {
        offered: {},
        answers: [
          ['ask-0', {}],
          ['ask-1', -32601],
          ['ask-2', -32601],
          ['ask-3', -32601],
        ],
      },
    });
    await connection.close();
  });
});

describe('the end of a stdio server', () => {
  it('[mcp.upstream-failures] in the middle of a call: it may have run', async () => {
    const { connect } = connector(server(`${initialize} if (message.method === 'tools/call') process.exit(9);`), {
      era: '2025-11-25',
    });
    const lost: string[] = [];
    const connection = await connected(await connect({ ...events, lost: (detail) => lost.push(detail) }, never));
    const reply = await connection.request({ method: 'tools/call', params: [], meta: [] }, never);
    expect(reply).toMatchObject({ failure: { code: 'mcp.upstream-lost', mayHaveRun: true, detail: 'exit code 9' } });
    expect(await until(() => lost[0])).toBe('exit code 9');
    const after = await connection.request({ method: 'tools/call', params: [], meta: [] }, never);
    expect(after).toMatchObject({ failure: { code: 'mcp.upstream-lost', mayHaveRun: false } });
  });

  it('answers to nobody and noise on stdout are passed over', async () => {
    const noise = `console.log('hello'); send({ id: 99, result: 1 }); send({ id: null, result: 1 }); process.stdout.write(Buffer.from([0xff, 0x0a]));`;
    const { connect } = connector(server(`${noise} ${initialize} if (message.method === 'x') say({ fine: true });`), {
      era: '2025-11-25',
    });
    const connection = await connected(await connect(events, never));
    const reply = await connection.request({ method: 'x', params: [], meta: [] }, never);
    expect(reply).toMatchObject({ kind: 'result', text: '{"fine":true}' });
    await connection.close();
  });
});
