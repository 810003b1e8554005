/**
 * An HTTP endpoint for Logpush jobs: a POST of NDJSON, gzip or plain, with the endpoint's own secret in a header. It is
 * answered 200 only once its events are durable, so that the sender repeats what was not.
 */
import { createWriteStream } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { equalSecret } from '@remit/secrets';

/** What a batch of lines became: 200 for `in`. */
export type Pushed = { readonly kind: 'in' } | { readonly kind: 'failed'; readonly why: string };

/** What the endpoint needs. */
export interface LogpushOptions {
  readonly host: string;
  readonly port: number;
  /** Compared with the header `x-remit-secret`, at least 16 letters. */
  readonly secret: string;
  /** Folder for bodies while they are read. */
  readonly spool: string;
  /** Ingests a body that lies in a file; resolves when its events are durable. */
  readonly push: (file: { readonly path: string; readonly name: string }) => Promise<Pushed>;
  /** Longest body as sent, in bytes. */
  readonly maxBytes?: number;
}

/** A running endpoint. */
export interface LogpushListener {
  readonly url: string;
  /** Takes no new bodies and waits for those under way. */
  close(): Promise<void>;
}

/** Logpush batches have at most 100,000 lines and some 100 MB unpacked; packed they are far smaller. */
const MAX_BYTES = 256 * 1024 * 1024;
/** What Cloudflare uploads to see that the destination takes it. */
const OWNERSHIP_TEST = '{"content":"tests"}';

/** How long the rest of a body that is too long is read and thrown away, so that the sender gets to the answer. */
const LINGER_MS = 5_000;

/** Listens. Rejects when the address is in use or the secret is too short. */
export async function startLogpush(options: LogpushOptions): Promise<LogpushListener> {
  if (options.secret.length < 16) throw new Error('The secret of the endpoint needs at least 16 letters.');
  let number = 0;
  const server = createServer({ headersTimeout: 15_000 }, (req, res) => {
    number += 1;
    void take(options, req, res, `${Date.now().toString(36)}-${number}`).catch((error: unknown) => {
      answer(res, 503, error instanceof Error ? error.message : String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  // A TCP server's address is an AddressInfo (Node: net.Server.address).
  const address = server.address() as AddressInfo;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${host}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function take(options: LogpushOptions, req: IncomingMessage, res: ServerResponse, id: string): Promise<void> {
  const secret = req.headers['x-remit-secret'];
  if (req.method !== 'POST') return answer(res, 405, 'POST only');
  if (typeof secret !== 'string' || !equalSecret(secret, options.secret)) return answer(res, 401, 'wrong secret');
  const max = options.maxBytes ?? MAX_BYTES;
  if (Number(req.headers['content-length'] ?? 0) > max) return refuseLong(req, res, max);
  const path = join(options.spool, `push-${id}`);
  try {
    if (!(await spool(req, path, max))) return refuseLong(req, res, max);
    if (await isOwnershipTest(path)) return answer(res, 200, 'ok');
    const pushed = await options.push({ path, name: `logpush/${id}` });
    if (pushed.kind === 'in') answer(res, 200, 'ok');
    else answer(res, 503, pushed.why);
  } finally {
    await rm(path, { force: true });
  }
}

async function isOwnershipTest(path: string): Promise<boolean> {
  if ((await stat(path)).size > 512) return false;
  const bytes = await readFile(path);
  try {
    const text = bytes[0] === 0x1f ? gunzipSync(bytes, { maxOutputLength: 4096 }) : bytes;
    return text.toString('utf8').trim() === OWNERSHIP_TEST;
  } catch {
    return false;
  }
}

/** Writes a body into a file; false as soon as it is longer than `max`. The connection stays open. */
async function spool(req: IncomingMessage, path: string, max: number): Promise<boolean> {
  let seen = 0;
  let fits = true;
  const body = async function* () {
    // Node types chunks as any; without an encoding they are buffers.
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      seen += chunk.length;
      fits = seen <= max;
      if (!fits) return;
      yield chunk;
    }
  };
  await pipeline(body, createWriteStream(path, { mode: 0o600 }));
  return fits;
}

/** 413. Whoever is still sending would see a broken connection instead of the answer, so the rest is read for a while. */
function refuseLong(req: IncomingMessage, res: ServerResponse, max: number): void {
  const says = `a body of more than ${max} bytes\n`;
  const headers = { connection: 'close', 'content-type': 'text/plain', 'content-length': Buffer.byteLength(says) };
  res.writeHead(413, headers).write(says);
  const end = () => {
    clearTimeout(timer);
    res.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  req.once('end', end).once('close', end).resume();
}

function answer(res: ServerResponse, status: number, says: string): void {
  if (res.headersSent || res.destroyed) return;
  // A body that was not read to its end must not be taken for the next request.
  if (status !== 200) res.setHeader('connection', 'close');
  res.writeHead(status, { 'content-type': 'text/plain' }).end(`${says}\n`);
}
