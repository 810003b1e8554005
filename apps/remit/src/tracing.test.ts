/** Traces of a whole installation: what a collector gets, what a server is told, and that calls do without either. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SPAN_ATTRIBUTES } from './server/tracing/attributes.ts';
import type { Installation, Ran } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';
import { openMcpSession } from './testing/mcp-session.ts';

const TRACE = 'a'.repeat(31).concat('1');
const HEADER = { traceparent: `00-${TRACE}-${'b'.repeat(16)}-00`, tracestate: 'client=header' };
const META = { traceparent: `00-${TRACE}-${'c'.repeat(16)}-00`, tracestate: 'client=meta' };
const SECRETS = [
  's3cret-argument',
  's3cret-answer',
  's3cret-tool',
  's3cret-token',
  'bob@example.org',
  'ada@example.org',
];

const SCOPE = `remit-scope: 1
id: tickets
system: { id: tickets-eu, name: Tickets, purpose: Sort tickets }
agent: clerk
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2099-12-31 }
servers:
  web: { tools: { create: { when: { x: { one-of: [s3cret-argument] } } } } }
  pipe: { tools: { create: { when: { x: { any: true } } } } }
`;

// A server over stdio that answers with what it was told.
const PIPE = `
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  const say = (result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
  if (method === 'initialize') say({ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'p', version: '1' } });
  else if (method === 'tools/list') say({ tools: [{ name: 'create', inputSchema: { type: 'object' } }] });
  else if (method === 'tools/call') { require('node:fs').writeFileSync('pipe.json', JSON.stringify(params)); say({ content: [], isError: true }); }
}).on('close', () => process.exit(0));
`;

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, string>> }[];
  readonly links: readonly { readonly spanId: string }[];
  readonly status: { readonly code: number };
}
interface OtlpBody {
  readonly resourceSpans: readonly {
    readonly resource: Pick<OtlpSpan, 'attributes'>;
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const attributesOf = ({ attributes }: Pick<OtlpSpan, 'attributes'>) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port; // a TCP server's address
}

function bodyOf(server: Server, heard: (headers: IncomingHttpHeaders, body: string) => string): void {
  server.on('request', (req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const answer = heard(req.headers, Buffer.concat(chunks).toString('utf8'));
      res.writeHead(answer === '' ? 202 : 200, { 'content-type': 'application/json' }).end(answer);
    });
  });
}

describe('an installation with a collector', () => {
  let house: Installation;
  const collector = createServer();
  const web = createServer();
  const posted: { readonly headers: IncomingHttpHeaders; readonly text: string; readonly body: OtlpBody }[] = [];
  const called: { readonly headers: IncomingHttpHeaders; readonly params: { readonly _meta?: unknown } }[] = [];
  let spans: OtlpSpan[] = [];
  let ended: Ran;
  let metrics = '';
  let records: Record<string, unknown>[] = [];

  beforeAll(async () => {
    bodyOf(collector, (headers, text) => {
      // Posted by the product in the JSON of OTLP; the tests assert on its parts.
      posted.push({ headers, text, body: JSON.parse(text) as OtlpBody });
      return '{}';
    });
    bodyOf(web, (headers, text) => {
      const { id, method, params } = JSON.parse(text) as { id?: number; method: string; params: object };
      if (id === undefined) return '';
      const result = (value: object) =>
        JSON.stringify({ jsonrpc: '2.0', id, result: { resultType: 'complete', ...value } });
      const cache = { ttlMs: 60_000, cacheScope: 'public' };
      if (method === 'server/discover')
        return result({ ...cache, supportedVersions: ['2026-07-28'], capabilities: { tools: {} } });
      if (method === 'tools/list')
        return result({ ...cache, tools: [{ name: 'create', inputSchema: { type: 'object' } }] });
      called.push({ headers, params });
      return result({ content: [{ type: 'text', text: 's3cret-answer' }] });
    });
    house = makeInstallation();
    writeFileSync(join(house.dir, 'pipe.cjs'), PIPE);
    writeFileSync(join(house.dir, 'token'), 's3cret-token\n');
    writeFileSync(join(house.dir, 'tickets.yaml'), SCOPE);
    const config = {
      listen: { port: 0 },
      logging: { level: 'debug' },
      telemetry: {
        otlp: {
          endpoint: `http://127.0.0.1:${await listening(collector)}/v1/traces`,
          headers: { authorization: { file: 'token' } },
        },
      },
      servers: {
        web: { url: `http://127.0.0.1:${await listening(web)}/mcp` },
        pipe: { command: process.execPath, args: ['pipe.cjs'], era: '2025-11-25' },
      },
    };
    writeFileSync(join(house.dir, 'remit.yaml'), JSON.stringify(config));
    house.key = String((await house.json('init', '--person', 'ada@example.org'))['token']);
    const key = String((await house.json('key', 'create', '--person', 'bob@example.org', '--agent', 'clerk'))['token']);
    const up = await house.start('up');
    await house.remit('scope', 'declare', 'tickets.yaml');
    const url = String(up.said['url']);
    const args = { x: 's3cret-argument' };
    const both = await openMcpSession(`${url}/mcp/web`, key, HEADER);
    await both.call('create', args, META);
    await both.call('create', args);
    await both.call('create', { x: 'other' });
    await both.call('s3cret-tool', args);
    const plain = await openMcpSession(`${url}/mcp/pipe`, key);
    await plain.call('create', args, { traceparent: 'no context', 'vendor/x': 1 });
    metrics = await (await fetch(`${url}/metrics`)).text();
    ended = await up.stop();
    spans = posted.flatMap(({ body }) => body.resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans)));
    const rows = (await house.remit('trace', 'list', '--json')).out;
    records = JSON.parse(rows) as Record<string, unknown>[];
  }, 60_000);
  afterAll(async () => {
    collector.close();
    web.close();
    await house.remove();
  });

  const roots = () => spans.filter(({ kind }) => kind === 2);
  const childrenOf = (root: OtlpSpan | undefined) => spans.filter(({ parentSpanId }) => parentSpanId === root?.spanId);

  it('[otlp.wire] every call arrives with a child for each step, forward as a client, and the headers of the configuration', () => {
    expect(ended.code).toBe(0);
    expect(posted.every(({ headers }) => headers.authorization === 's3cret-token')).toBe(true);
    expect(roots().map(({ name }) => name)).toEqual([
      'tools/call create',
      'tools/call create',
      'tools/call create',
      'tools/call',
      'tools/call create',
    ]);
    const [first] = roots();
    const steps = childrenOf(first);
    expect(steps.map((span) => [attributesOf(span)['remit.step'], span.name, span.kind])).toEqual([
      ['resolve', 'resolve', 1],
      ['limit-rate', 'limit-rate', 1],
      ['decide', 'decide', 1],
      ['await-approval', 'await-approval', 1],
      ['commit-decision', 'commit-decision', 1],
      ['forward', 'tools/call create', 3],
      ['commit-outcome', 'commit-outcome', 1],
    ]);
    for (const step of steps) {
      expect(step.traceId).toBe(first?.traceId);
      expect(BigInt(step.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(first?.startTimeUnixNano ?? 0));
      expect(BigInt(step.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(first?.endTimeUnixNano ?? 0));
    }
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    const [resource] = posted.flatMap(({ body }) => body.resourceSpans.map((r) => attributesOf(r.resource)));
    expect(resource).toMatchObject({ 'service.name': 'remit', 'service.version': '0.1.0' });
    console.log(`otlp: ${spans.length} spans of ${roots().length} calls in ${posted.length} posts`);
  });

  it('[otlp.wire] names the call, its session, the decision and the records, and the server', () => {
    const [first, , denied, unknown, failed] = roots();
    if (!first || !denied || !unknown || !failed) throw new Error('a call is missing');
    expect(attributesOf(first)).toEqual({
      'mcp.method.name': 'tools/call',
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'create',
      'mcp.session.id': expect.stringMatching(/^[0-9A-Z]{26}$/),
      'mcp.protocol.version': '2025-11-25',
      'network.transport': 'tcp',
      'remit.server': 'web',
      'remit.decision': 'permit',
      'remit.outcome': 'executed',
      'remit.decision.id': expect.stringMatching(/^[0-9A-Z]{26}$/),
      'remit.outcome.id': expect.stringMatching(/^[0-9A-Z]{26}$/),
    });
    expect(first.status).toEqual({ code: 0 });
    expect(attributesOf(denied)).toMatchObject({
      'error.type': 'policy.denied',
      'remit.decision': 'deny',
      'remit.outcome': 'not_forwarded',
    });
    expect(denied.status).toEqual({ code: 2 });
    expect(childrenOf(denied).at(-1)).toMatchObject({ name: 'decide', status: { code: 2 } });
    expect(attributesOf(unknown)).not.toHaveProperty('gen_ai.tool.name');
    expect(attributesOf(failed)).toMatchObject({ 'error.type': 'tool_error', 'remit.outcome': 'errored' });
    const forwards = spans.filter(({ kind }) => kind === 3).map(attributesOf);
    expect(
      forwards.map((each) => [each['network.transport'], each['server.address'], typeof each['server.port']]),
    ).toEqual([
      ['tcp', '127.0.0.1', 'string'],
      ['tcp', '127.0.0.1', 'string'],
      ['pipe', undefined, 'undefined'],
    ]);
    expect(forwards[2]).toMatchObject({ 'error.type': 'tool_error', 'remit.server': 'pipe' });
    const ids = records.map((row) => row['id']);
    for (const root of roots()) expect(ids).toContain(attributesOf(root)['remit.decision.id']);
  });

  it("[otlp.propagation] joins the message's context, links the request's, and tells the server the span of the step", () => {
    const [first, second, , , last] = roots();
    expect(first).toMatchObject({ traceId: TRACE, parentSpanId: 'c'.repeat(16), traceState: 'client=meta' });
    expect(first?.links).toMatchObject([{ spanId: 'b'.repeat(16) }]);
    expect(second).toMatchObject({
      traceId: TRACE,
      parentSpanId: 'b'.repeat(16),
      traceState: 'client=header',
      links: [],
    });
    const forwardOf = (root: OtlpSpan | undefined) => childrenOf(root).find(({ kind }) => kind === 3);
    for (const [n, root] of [first, second].entries()) {
      const traceparent = `00-${TRACE}-${forwardOf(root)?.spanId}-01`;
      expect(called[n]?.headers).toMatchObject({ traceparent, tracestate: n === 0 ? 'client=meta' : 'client=header' });
      expect(called[n]?.params._meta).toMatchObject({ traceparent });
    }
    expect(last?.parentSpanId).toBeUndefined();
    const heard = JSON.parse(readFileSync(join(house.dir, 'pipe.json'), 'utf8')) as object;
    expect(heard).toEqual({
      name: 'create',
      arguments: { x: 's3cret-argument' },
      _meta: { 'vendor/x': 1, traceparent: `00-${last?.traceId}-${forwardOf(last)?.spanId}-01` },
    });
  });

  it('[otlp.private] no span and no line of the log holds an argument, an answer, a made-up tool, a person or a credential', () => {
    const names = new Set(Object.keys(SPAN_ATTRIBUTES));
    for (const span of spans) for (const { key } of span.attributes) expect(names).toContain(key);
    for (const secret of SECRETS) {
      for (const { text } of posted) expect(text).not.toContain(secret);
      expect(ended.err).not.toContain(secret);
    }
  });

  it('[otlp.flush] shutdown sends what is left, and the counts say so', () => {
    expect(metrics).toMatch(/remit_trace_spans_total\{state="ended"\} \d+/);
    expect(ended.err).toContain(`"sent":${spans.length},"lost":0`);
  });
});

describe('an installation whose collector is bad', () => {
  it.each(['away', 'silent'] as const)('[otlp.failure] %s: calls are answered, and it still ends', async (how) => {
    const silent = createServer(() => undefined);
    const port = how === 'silent' ? await listening(silent) : 9;
    const house = makeInstallation(`telemetry: { otlp: { endpoint: "http://127.0.0.1:${port}/v1/traces" } }\n`);
    house.key = String((await house.json('init', '--person', 'ada@example.org'))['token']);
    const up = await house.start('up');
    const answer = await (await openMcpSession(`${up.said['url']}/mcp`, house.key)).call('nothing', {});
    expect(answer.error).toMatchObject({ code: -32602 });
    const stopped = await up.stop();
    expect(stopped.code).toBe(0);
    expect(stopped.err).toMatch(/"sent":0,"lost":[1-9]/);
    silent.closeAllConnections();
    silent.close();
    await house.remove();
  });
});
