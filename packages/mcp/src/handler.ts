/**
 * The MCP listener's request handler. Checks run from cheap to dear and before anything is read: path, host, method,
 * key, media types, size, JSON, era. mcp reference §2, §3.2.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import type { Clock, Logger } from '@remit/core';
import type { Gateway } from '@remit/gateway';
import { bearerToken, hostAllowed, isJsonContentType, LOOPBACK_NAMES, RefusalCode, readBody } from '@remit/gateway';
import type { Caller } from '@remit/registry';
import type { Dispatcher } from 'undici';
import { acceptedTypes } from './inbound/accepted-types.ts';
import { classifyInbound } from './inbound/classify-inbound.ts';
import { parseEndpoint } from './inbound/endpoint-path.ts';
import { createExchange } from './inbound/exchange.ts';
import { parseBody } from './inbound/parse-body.ts';
import { refuse, sendJson } from './inbound/refuse.ts';
import type { McpLimits } from './limits.ts';
import { defaultLimits } from './limits.ts';
import { serveLegacy } from './serve-legacy.ts';
import { serveModern } from './serve-modern.ts';
import { createServeTools } from './serve-tools.ts';
import type { ServerConfig } from './server-config.ts';
import { checkServers } from './server-config.ts';
import type { ServerStatus } from './server-status.ts';
import { serverStatus } from './server-status.ts';
import { createSessionTable } from './sessions/session-table.ts';
import type { EndpointView } from './tools/endpoint-view.ts';
import { endpointView } from './tools/endpoint-view.ts';
import type { Refused } from './tools/request-context.ts';
import { readTraceContext } from './tools/trace-context.ts';
import { createUpstreams } from './upstream/create-upstreams.ts';
import { defaultChildEnv } from './upstream/stdio/child-environment.ts';
import { errorMessage, isObject, NO_ID, RpcCode } from './wire/json-rpc.ts';

/** What the handler needs from the composition root. */
export interface McpHandlerDeps {
  readonly gateway: Gateway;
  readonly servers: readonly ServerConfig[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<McpLimits>;
  /** Host names that Host and Origin may carry, without ports. Default: the names of this machine. */
  readonly allowedHosts?: readonly string[];
  /** Who asks and for which host. Default: the socket's peer and the Host header; believing a proxy is up to the caller. */
  readonly clientOf?: (req: IncomingMessage) => { readonly source: string; readonly host: string | undefined };
  /** What carries the requests to the URL of an HTTP server. Default: direct connections to it. */
  readonly dispatcherFor?: (url: string) => Dispatcher;
  /** Hands the gateway what clients say about their traces, and sends on what it answers. Default: false. */
  readonly tracing?: boolean;
  /** PATH and HOME of child processes. Default: this Node's folder and the system's, and the home folder of the user. */
  readonly childEnv?: Readonly<Record<'PATH' | 'HOME', string>>;
}

/** The MCP endpoint of one process. */
export interface McpHandler {
  /** Serves one request of a node:http server. Never throws. */
  handle(req: IncomingMessage, res: ServerResponse): void;
  status(): readonly ServerStatus[];
  /**
   * Puts another list of servers in force for what is asked from now on; calls that run finish on the old one. A server
   * whose configuration stays the same keeps its connections.
   * @throws TypeError as at construction; then nothing changes.
   */
  setServers(servers: readonly ServerConfig[]): void;
  /** Ends sessions and upstream connections. Running calls fail; new ones are refused. */
  close(): Promise<void>;
}

/** How often idle sessions are looked for. */
const SWEEP_MS = 60_000;

/** @throws TypeError when the list of servers is not usable; see checkServers. */
export function createMcpHandler(deps: McpHandlerDeps): McpHandler {
  checkServers(deps.servers);
  let servers = deps.servers;
  const { gateway, logger, clock } = deps;
  const limits: McpLimits = { ...defaultLimits, ...deps.limits };
  const hosts = deps.allowedHosts ?? LOOPBACK_NAMES;
  const clientOf = deps.clientOf ?? peerOf;
  const upstreams = createUpstreams({ ...deps, limits, childEnv: deps.childEnv ?? defaultChildEnv() });
  const tools = createServeTools({ gateway, pool: upstreams.pool, limits, tracing: deps.tracing === true });
  const sessions = createSessionTable({
    clock,
    limits,
    onEnd: (session, why) => gateway.closeSession(session.handle, why),
  });
  const sweep = setInterval(() => sessions.expire(), SWEEP_MS);
  sweep.unref();
  let closed = false;

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = parseEndpoint(req.url);
    const view = path === undefined ? undefined : endpointView(servers, path.server);
    const client = clientOf(req);
    if (!hostAllowed({ host: client.host, origin: req.headers.origin }, hosts)) {
      gateway.refused(RefusalCode.HostRefused, client.source);
      return refuse(req, res, 'mcp.host-refused');
    }
    if (view === undefined) return refuse(req, res, 'mcp.unknown-path');
    if (closed) return refuse(req, res, 'mcp.closing');
    const auth = gateway.authenticate(bearerToken(req.headers), client.source);
    if (!auth.ok) return refuse(req, res, 'mcp.unauthenticated', { 'www-authenticate': 'Bearer' });
    const refused = (why: RefusalCode): void => gateway.refused(why, client.source, auth.value);
    if (req.method === 'DELETE') return endSession(req, res, auth.value, view, refused);
    if (req.method !== 'POST') return refuse(req, res, 'mcp.method-not-allowed', { allow: 'POST, DELETE' });
    return post(req, res, auth.value, view, refused);
  }

  async function post(
    req: IncomingMessage,
    res: ServerResponse,
    caller: Caller,
    view: EndpointView,
    refused: Refused,
  ): Promise<void> {
    if (!isJsonContentType(req.headers['content-type'])) return refuse(req, res, 'mcp.not-json-type');
    const accepted = acceptedTypes(req.headers.accept);
    if (!accepted.json && !accepted.sse) return refuse(req, res, 'mcp.not-acceptable');
    const read = await readBody(req, limits.maxBodyBytes);
    if (read.kind === 'gone') return;
    if (read.kind === 'too-large') {
      refused(RefusalCode.TooLarge);
      return refuse(req, res, 'mcp.body-too-large');
    }
    const body = parseBody(read.bytes);
    if (body.kind === 'refused') {
      refused(RefusalCode.Malformed);
      return sendJson(res, 400, errorMessage(body.idText, { code: body.code, message: body.message }));
    }
    const inbound = classifyInbound(body.value, {
      protocolVersion: single(req.headers['mcp-protocol-version']),
      method: single(req.headers['mcp-method']),
      name: single(req.headers['mcp-name']),
    });
    if (inbound.kind === 'reject') {
      refused(RefusalCode.Malformed);
      const { code, message, data } = inbound;
      const error = { code, message, ...(data === undefined ? {} : { data }) };
      return sendJson(res, inbound.status, errorMessage(body.idText, error));
    }
    const exchange = createExchange(res, {
      acceptsJson: accepted.json,
      acceptsSse: accepted.sse,
      keepAliveMs: limits.keepAliveMs,
    });
    const params = isObject(body.value) && isObject(body.value['params']) ? body.value['params'] : {};
    const traceHeader = readTraceContext(req.headers);
    const { message: kind, method } = inbound;
    const common = { body, kind, method, params, caller, view, exchange, traceHeader, refused };
    if (inbound.kind === 'modern') return serveModern({ tools }, { ...common, headers: req.headers });
    const sessionId = single(req.headers['mcp-session-id']);
    return serveLegacy({ gateway, sessions, tools, logger }, { ...common, sessionId });
  }

  function endSession(
    req: IncomingMessage,
    res: ServerResponse,
    caller: Caller,
    view: EndpointView,
    refused: Refused,
  ): void {
    const id = single(req.headers['mcp-session-id']);
    const session = id === undefined ? undefined : sessions.find(id, caller, view.path);
    if (session === undefined) {
      refused(sessions.refusal(id));
      return refuse(req, res, 'mcp.session-unknown');
    }
    sessions.end(session, 'client-closed');
    res.writeHead(204).end();
  }

  return {
    handle(req, res) {
      serve(req, res).catch((error: unknown) => {
        // The message may quote the request: only the kind of surprise is logged.
        logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'mcp request failed');
        const answer = errorMessage(NO_ID, { code: RpcCode.InternalError, message: 'Internal error' });
        if (res.headersSent) res.destroy();
        else sendJson(res, 500, answer);
      });
    },
    status: () => serverStatus(servers, upstreams.pool, upstreams.verdicts),
    setServers(next) {
      checkServers(next);
      const before = servers;
      servers = next.map((server) => before.find((old) => isDeepStrictEqual(old, server)) ?? server);
      for (const old of before) if (!servers.includes(old)) upstreams.retire(old);
    },
    async close() {
      closed = true;
      clearInterval(sweep);
      sessions.endAll('shutdown');
      await upstreams.close();
    },
  };
}

function peerOf(req: IncomingMessage): { readonly source: string; readonly host: string | undefined } {
  return { source: req.socket.remoteAddress ?? 'unknown', host: req.headers.host };
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
