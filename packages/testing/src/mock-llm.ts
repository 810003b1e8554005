/**
 * A provider in one process: OpenAI Chat Completions and Responses, Anthropic Messages, Gemini, streamed or not. It answers
 * with fixed text; how it misbehaves rides in the model id (`mock:cut=5;chunks=50`), so no header of the test crosses a
 * gateway. It counts what reached it, so that a test can prove what was not sent. A mock: no model answers here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
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
  /** Bytes of answers that were handed to sockets. */
  readonly sent: () => number;
}

/** Starts one on a free port of this machine. */
export async function startMockLlm(): Promise<MockLlm> {
  const seen: { path: string; headers: IncomingMessage['headers']; body: string }[] = [];
  let gone = 0;
  let sent = 0;
  const count = (bytes: number): void => {
    sent += bytes;
  };
  const server = await startServer((req, res) => {
    const chunks: Buffer[] = [];
    res.on('close', () => {
      if (!res.writableFinished) gone += 1;
    });
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      seen.push({ path: req.url ?? '', headers: req.headers, body });
      void answer(req.url ?? '', body, { res, count }).catch(() => res.destroy());
    });
  }, '');
  return { ...server, seen, gone: () => gone, sent: () => sent };
}

/** Where an answer goes, and who counts its bytes. */
interface Sink {
  readonly res: ServerResponse;
  readonly count: (bytes: number) => void;
}

async function answer(path: string, body: string, sink: Sink): Promise<void> {
  const { res } = sink;
  // Shape: what a client sends; a mock reads no more than this.
  const json = JSON.parse(body) as { model?: string; stream?: boolean; stream_options?: { include_usage?: boolean } };
  const inPath = /models\/([^:/]+):/.exec(path)?.[1];
  const model = json.model ?? (inPath === undefined ? 'mock' : decodeURIComponent(inPath));
  const faults = faultsOf(model);
  const wire = wireOf(path);
  if (faults.hang > 0) return;
  if (faults.delay > 0) await sleep(faults.delay);
  if (faults.status !== 200) return refuse(res, faults);
  if (faults.garbage === 'html') return send(res, 'text/html', '<html>not an API</html>');
  if (faults.garbage === 'json') return send(res, 'application/json', '{"hello":"world"}');
  if (faults.garbage === 'http') return void res.socket?.end('SSH-2.0-none\r\n');
  const served = faults.serve === '' ? model : faults.serve;
  const streamed = json.stream === true || path.includes('streamGenerateContent');
  if (streamed) return stream(sink, faults, wire.events(served, faults, json.stream_options?.include_usage === true));
  if (faults.reset >= 0) return reset(res);
  if (faults.flood > 0) return flood(sink, faults.flood);
  send(res, 'application/json', wire.whole(served, faults), faults.short);
}

async function stream(sink: Sink, faults: MockFaults, events: ReturnType<Wire['events']>): Promise<void> {
  const { res } = sink;
  res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'req_mock' });
  if (faults.garbage === 'sse') {
    res.end('data: <html>\n\n');
    return;
  }
  if (faults.garbage === 'gzip') {
    res.end(gzipSync([...events.first, ...events.last].join('')));
    return;
  }
  for (const event of events.first) await put(sink, Buffer.from(event), faults.split);
  const long = faults.size > 0 ? Buffer.from(events.chunk(0).replace('word0 ', 'x'.repeat(faults.size))) : undefined;
  for (let n = 0; n < faults.chunks; n++) {
    if (res.destroyed) return;
    if (n === faults.reset) return reset(res);
    if (n === faults.cut) {
      res.destroy();
      return;
    }
    if (n === faults.stall) return;
    if (faults.gap > 0) await sleep(faults.gap);
    await put(sink, long ?? Buffer.from(events.chunk(n)), faults.split);
  }
  for (const event of events.last) await put(sink, Buffer.from(event), faults.split);
  res.end();
}

async function put(sink: Sink, bytes: Buffer, split: number): Promise<void> {
  if (split <= 0) {
    await written(sink, bytes);
    return;
  }
  for (let at = 0; at < bytes.length; at += split) {
    await written(sink, bytes.subarray(at, at + split));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function flood(sink: Sink, megabytes: number): Promise<void> {
  sink.res.writeHead(200, { 'content-type': 'application/json' });
  const piece = Buffer.alloc(65_536, 0x61);
  for (let n = 0; n < megabytes * 16 && !sink.res.destroyed; n++) await written(sink, piece);
  sink.res.end();
}

function reset(res: ServerResponse): void {
  res.socket?.resetAndDestroy();
}

async function written({ res, count }: Sink, bytes: Uint8Array): Promise<void> {
  if (res.destroyed) return;
  count(bytes.length);
  if (res.write(bytes)) return;
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

function send(res: ServerResponse, type: string, body: string, short = 0): void {
  const bytes = Buffer.from(body);
  res.writeHead(200, { 'content-type': type, 'content-length': bytes.length, 'x-request-id': 'req_mock' });
  if (short === 0) res.end(bytes);
  else res.write(bytes.subarray(0, -short), () => res.destroy());
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
