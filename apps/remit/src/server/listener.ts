/** The MCP listener: node:http, because it is the data plane. Health pages beside it; everything else is 404. */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Result } from '@remit/core';
import { ok } from '@remit/core';
import type { LlmHandler } from '@remit/llm';
import type { McpHandler } from '@remit/mcp';
import type { House } from './house-types.ts';
import type { TlsFiles } from './tls-files.ts';
import { createTlsFiles } from './tls-files.ts';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

export interface Listener {
  /** Base URL, such as http://127.0.0.1:8420. */
  readonly url: string;
  /** Reads the certificate and key files again. The problem in words; the old ones then stay in use. */
  reloadCertificate(): Result<void, string>;
  /** Stops accepting, lets answers under way finish for at most `graceMs`, then closes what is left. */
  close(graceMs: number): Promise<void>;
}

/** Slowest header a client may send, against connections held open for nothing. */
const HEADERS_TIMEOUT_MS = 15_000;

/**
 * How long an idle connection stays open: longer than proxies and clients keep theirs (commonly 60 s), so that it is they
 * who close it. When the server does, a request that is on its way meets a closed connection.
 */
const KEEP_ALIVE_MS = 75_000;

/** How often connections are looked through for requests that take too long, at most. */
const CHECK_MS = 5_000;

export async function startListener(
  house: House,
  mcp: McpHandler,
  models: LlmHandler | undefined,
  metrics: Handler,
): Promise<Listener> {
  const { host, port, 'request-seconds': seconds } = house.config.file.listen;
  const bounds = slowClientBounds(seconds * 1000);
  const handler = (req: IncomingMessage, res: ServerResponse) => route(house, mcp, models, metrics, req, res);
  const tls = createTlsFiles(house.config);
  const { server, scheme, reload } =
    tls === undefined
      ? { server: createServer(bounds, handler), scheme: 'http', reload: () => ok(undefined) }
      : { ...secureServer(tls, bounds, handler), scheme: 'https' };
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  // A TCP server's address is an AddressInfo (Node: net.Server.address).
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `${scheme}://${shown}:${address.port}`,
    reloadCertificate: reload,
    close: (graceMs) => close(server, graceMs),
  };
}

/** A server of its own certificate. Throws when the files do not make one: nothing is served in clear instead. */
function secureServer(tls: TlsFiles, bounds: ServerOptions, handler: Handler) {
  const read = tls.read();
  if (!read.ok) throw new Error(read.error);
  const server = createSecureServer({ ...bounds, ...read.value }, handler);
  const reload = (): Result<void, string> => {
    const again = tls.read();
    if (again.ok) server.setSecureContext(again.value);
    return again.ok ? ok(undefined) : again;
  };
  return { server, reload };
}

/** Threat: clients that send a byte now and then hold connections and bodies open for ever. Node answers them 408. */
function slowClientBounds(requestMs: number): ServerOptions {
  return {
    headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestMs),
    requestTimeout: requestMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: Math.min(CHECK_MS, requestMs / 4),
  };
}

function route(
  house: House,
  mcp: McpHandler,
  models: LlmHandler | undefined,
  metrics: Handler,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  const path = (req.url ?? '/').split('?', 1)[0] ?? '/';
  if (path === '/mcp' || path.startsWith('/mcp/')) return mcp.handle(req, res);
  if (models?.(req, res) === true) return;
  if (path === '/metrics') return metrics(req, res);
  if (path === '/healthz') return answer(res, 200, { status: 'alive' });
  if (path === '/readyz') {
    const head = house.ledger.head();
    const ready = house.ledger.ready();
    const lag = house.witnessWatch.lag();
    return answer(res, ready ? 200 : 503, {
      status: ready ? 'ready' : 'not ready: a record could not be made durable now',
      signer: head.signer,
      witnessed: { size: lag.quorumSize, behindSeconds: Math.floor(lag.ageMs / 1000), late: lag.late },
      ...(head.reason === undefined ? {} : { reason: head.reason }),
      servers: mcp.status(),
    });
  }
  answer(res, 404, { error: 'nothing here; MCP is at /mcp and /mcp/{server}, models at /v1 and /v1beta' });
}

function answer(res: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  res.end(text);
}

/** How often connections without a call are looked for while the listener closes. */
const IDLE_CHECK_MS = 50;

async function close(server: Server, graceMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), graceMs);
    // A connection whose last answer is out would be kept alive for a request that nobody will send.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
    server.close(() => {
      clearTimeout(force);
      clearInterval(idle);
      resolve();
    });
    server.closeIdleConnections();
  });
}
