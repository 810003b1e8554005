/**
 * A provider in one process: OpenAI Chat Completions and Responses, Anthropic Messages, Gemini, streamed or not. It answers
 * with fixed text; how it misbehaves rides in the model id (`mock:cut=5;chunks=50`), so no header of the test crosses a
 * gateway. It counts what reached it, so that a test can prove what was not sent. A mock: no model answers here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MockFaults } from './mock-llm-faults.ts';
import { faultsOf } from './mock-llm-faults.ts';
import type { Wire } from './mock-llm-wires.ts';
import { wireOf } from './mock-llm-wires.ts';
import type { StartedServer } from './started-server.ts';
import { startServer } from './started-server.ts';

export interface MockLlm extends StartedServer {
  /** What reached it: paths, headers and bodies in order, and how many callers went away. */
  readonly seen: readonly {
    readonly path: string;
    readonly headers: IncomingMessage['headers'];
    readonly body: string;
  }[];
  readonly gone: () => number;
}

/** Starts one on a free port of this machine. */
export async function startMockLlm(): Promise<MockLlm> {
  const seen: { path: string; headers: IncomingMessage['headers']; body: string }[] = [];
  let gone = 0;
  const server = await startServer((req, res) => {
    const chunks: Buffer[] = [];
    res.on('close', () => {
      if (!res.writableFinished) gone += 1;
    });
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      seen.push({ path: req.url ?? '', headers: req.headers, body });
      void answer(req.url ?? '', body, res).catch(() => res.destroy());
    });
  }, '');
  return { ...server, seen, gone: () => gone };
}

async function answer(path: string, body: string, res: ServerResponse): Promise<void> {
  // Shape: what a client sends; a mock reads no more than this.
  const json = JSON.parse(body) as { model?: string; stream?: boolean; stream_options?: { include_usage?: boolean } };
  const inPath = /models\/([^:/]+):/.exec(path)?.[1];
  const model = json.model ?? (inPath === undefined ? 'mock' : decodeURIComponent(inPath));
  const faults = faultsOf(model);
  const wire = wireOf(path);
  if (faults.delay > 0) await sleep(faults.delay);
  if (faults.status !== 200) return refuse(res, faults);
  if (faults.garbage === 'html') return send(res, 'text/html', '<html>not an API</html>');
  if (faults.garbage === 'json') return send(res, 'application/json', '{"hello":"world"}');
  const served = faults.serve === '' ? model : faults.serve;
  const streamed = json.stream === true || path.includes('streamGenerateContent');
  if (!streamed) return send(res, 'application/json', wire.whole(served, faults));
  await stream(res, faults, wire.events(served, faults, json.stream_options?.include_usage === true));
}

async function stream(res: ServerResponse, faults: MockFaults, events: ReturnType<Wire['events']>): Promise<void> {
  res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'req_mock' });
  if (faults.garbage === 'sse') {
    res.end('data: <html>\n\n');
    return;
  }
  for (const event of events.first) await put(res, event, faults.split);
  for (let n = 0; n < faults.chunks; n++) {
    if (n === faults.cut) {
      res.destroy();
      return;
    }
    if (n === faults.stall) return;
    if (faults.gap > 0) await sleep(faults.gap);
    await put(res, events.chunk(n), faults.split);
  }
  for (const event of events.last) await put(res, event, faults.split);
  res.end();
}

async function put(res: ServerResponse, event: string, split: number): Promise<void> {
  if (split <= 0) {
    await written(res, Buffer.from(event));
    return;
  }
  const bytes = Buffer.from(event);
  for (let at = 0; at < bytes.length; at += split) {
    await written(res, bytes.subarray(at, at + split));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function written(res: ServerResponse, bytes: Uint8Array): Promise<void> {
  if (res.destroyed || res.write(bytes)) return;
  await new Promise<void>((resolve) => {
    const on = (): void => {
      res.off('drain', on).off('close', on);
      resolve();
    };
    res.on('drain', on).on('close', on);
  });
}

function refuse(res: ServerResponse, faults: MockFaults): void {
  const body = JSON.stringify({ error: { message: `mock status ${faults.status}`, type: 'mock_error', code: null } });
  res.writeHead(faults.status, {
    'content-type': 'application/json',
    ...(faults.retryafter === '' ? {} : { 'retry-after': faults.retryafter }),
  });
  res.end(body);
}

function send(res: ServerResponse, type: string, body: string): void {
  res.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body), 'x-request-id': 'req_mock' });
  res.end(body);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
