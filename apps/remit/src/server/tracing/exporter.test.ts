/** The exporter against a collector that behaves badly. What it posts is pinned; the process as a whole is in tracing.test.ts. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { Logger } from '@remit/core';
import { createOutbound } from '@remit/outbound';
import { afterEach, describe, expect, it } from 'vitest';
import { createOtlpExporter } from './exporter.ts';
import { encodeSpans } from './otlp-json.ts';

const TRACE = '1'.repeat(32);
// As much of a span as is posted; the SDK's own has more.
const SPAN = {
  name: 'tools/call t',
  kind: SpanKind.SERVER,
  spanContext: () => ({ traceId: TRACE, spanId: '2'.repeat(16), traceFlags: 1 }),
  parentSpanContext: { traceId: TRACE, spanId: '3'.repeat(16), traceFlags: 1, isRemote: true },
  startTime: [1_764_000_000, 5],
  endTime: [1_764_000_001, 250_000_000],
  status: { code: SpanStatusCode.ERROR },
  attributes: { 'server.port': 80, 'error.type': 'tool_error', ratio: 0.5, yes: true },
  links: [{ context: { traceId: TRACE, spanId: '4'.repeat(16), traceFlags: 0, isRemote: true } }],
} as unknown as ReadableSpan;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function collector(answer: (n: number, res: ServerResponse, req: IncomingMessage) => void) {
  let n = 0;
  const server = createServer((req, res) => {
    req.resume().on('end', () => answer(++n, res, req));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address
  return { port, asked: () => n };
}

function exporter(url: string, outbound: Parameters<typeof createOutbound>[0] = {}) {
  const said: string[] = [];
  const say = (fields: object, message: string) => void said.push(`${message} ${JSON.stringify(fields)}`);
  const logger: Logger = { debug: say, info: say, warn: say, error: say };
  const made = createOtlpExporter({
    url,
    headers: { authorization: 's3cret-token' },
    dispatcher: createOutbound(outbound).dispatcherFor(url),
    logger,
    resource: { 'service.name': 'remit' },
    scope: { name: 'remit', version: '0' },
    retryMs: 0,
  });
  const send = () => new Promise<number>((resolve) => made.export([SPAN], ({ code }) => resolve(code)));
  return { ...made, send, said };
}

describe('the exporter', () => {
  it('[otlp.json] posts spans in the JSON of OTLP', () => {
    expect(JSON.parse(encodeSpans([SPAN], { 'service.name': 'remit' }, { name: 'remit', version: '0' }))).toEqual({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'remit' } }] },
          scopeSpans: [
            {
              scope: { name: 'remit', version: '0' },
              spans: [
                {
                  traceId: TRACE,
                  spanId: '2'.repeat(16),
                  parentSpanId: '3'.repeat(16),
                  flags: 0x301,
                  name: 'tools/call t',
                  kind: 2,
                  startTimeUnixNano: '1764000000000000005',
                  endTimeUnixNano: '1764000001250000000',
                  attributes: [
                    { key: 'server.port', value: { intValue: '80' } },
                    { key: 'error.type', value: { stringValue: 'tool_error' } },
                    { key: 'ratio', value: { doubleValue: 0.5 } },
                    { key: 'yes', value: { boolValue: true } },
                  ],
                  links: [{ traceId: TRACE, spanId: '4'.repeat(16), flags: 0x300 }],
                  status: { code: 2 },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it('[otlp.loss] tries again when the collector asks for it, and says once that it does not take traces', async () => {
    const answers = [503, 200, 503, 503, 503, 400, 200];
    const { port, asked } = await collector((n, res) => res.writeHead(answers[n - 1] ?? 500).end());
    const { send, counts, said, shutdown } = exporter(`http://127.0.0.1:${port}/v1/traces?key=s3cret-query`);
    expect(await send()).toBe(0);
    expect(asked()).toBe(2);
    expect(await send()).toBe(1);
    expect(asked()).toBe(5);
    expect(await send()).toBe(1);
    expect(asked()).toBe(6);
    expect(await send()).toBe(0);
    expect(counts).toEqual({ sent: 2, failed: 2 });
    expect(said).toEqual([
      'the collector does not take traces; calls go on without them {"why":"HTTP 503"}',
      'the collector takes traces again {"lost":2}',
    ]);
    await shutdown();
  });

  it('[otlp.loss] a collector that is away or cuts the connection is a lost batch, and a process that ends does not wait for it', async () => {
    const { port, asked } = await collector((_n, res) => res.destroy());
    const { send, hurry, said, shutdown } = exporter(`http://127.0.0.1:${port}/v1/traces`);
    hurry();
    expect(await send()).toBe(1);
    expect(asked()).toBe(1);
    expect(said).toEqual(['the collector does not take traces; calls go on without them {"why":"UND_ERR_SOCKET"}']);
    await shutdown();
  });

  it('[otlp.outbound] goes through the configured proxy', async () => {
    const heard: string[] = [];
    const { port } = await collector((_n, res, req) => {
      heard.push(String(req.url));
      res.writeHead(200).end('{}');
    });
    const proxy = { http: `http://127.0.0.1:${port}` };
    const { send, shutdown } = exporter('http://collector.example:4318/v1/traces', { proxy });
    expect(await send()).toBe(0);
    expect(heard).toEqual(['http://collector.example:4318/v1/traces']);
    await shutdown();
  });
});
