/** One request of a client of 2025-11-25 or before: the handshake, its session, and the methods we serve. */
import type { Logger } from '@remit/core';
import type { Gateway, TraceContext } from '@remit/gateway';
import { RefusalCode } from '@remit/gateway';
import type { Caller } from '@remit/registry';
import { mcpErrors } from './errors.ts';
import { REMIT_IDENTITY } from './identity.ts';
import type { Exchange } from './inbound/exchange.ts';
import type { ParsedBody } from './inbound/parse-body.ts';
import type { ServeTools } from './serve-tools.ts';
import type { ClientSession, SessionTable } from './sessions/session-table.ts';
import type { EndpointView } from './tools/endpoint-view.ts';
import { rowError, unavailableError } from './tools/error-answers.ts';
import type { Refused } from './tools/request-context.ts';
import { clientLabel } from './tools/request-context.ts';
import { AbortReason } from './upstream/abort-reason.ts';
import { LinkedAbort } from './upstream/linked-abort.ts';
import { legacyCodec } from './wire/2025-11-25/codec.ts';
import { errorMessage, isObject, RpcCode, resultMessage } from './wire/json-rpc.ts';
import { Era, LEGACY_VERSIONS } from './wire/versions.ts';

/** What serving legacy clients needs. */
export interface LegacyDeps {
  readonly gateway: Pick<Gateway, 'openSession'>;
  readonly sessions: SessionTable;
  readonly tools: ServeTools;
  readonly logger: Logger;
}

/** One classified legacy message with its caller and the way back. */
export interface LegacyRequest {
  readonly body: Extract<ParsedBody, { kind: 'parsed' }>;
  readonly kind: 'request' | 'notification';
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly view: EndpointView;
  readonly sessionId: string | undefined;
  readonly exchange: Exchange;
  /** Trace context of the HTTP request's headers; undefined when calls are not traced. */
  readonly traceHeader: TraceContext | undefined;
  readonly refused: Refused;
}

/** Answers the message. MCP 2025-11-25, Lifecycle and Session Management. */
export async function serveLegacy(deps: LegacyDeps, request: LegacyRequest): Promise<void> {
  const { exchange, body, method } = request;
  if (method === 'initialize' && request.kind === 'request') return initialize(deps, request);
  if (request.sessionId === undefined) {
    request.refused(RefusalCode.Malformed);
    const message = 'Invalid request: the Mcp-Session-Id header is required; send initialize first';
    return exchange.answer(400, errorMessage(body.idText, { code: RpcCode.InvalidRequest, message }));
  }
  const session = deps.sessions.find(request.sessionId, request.caller, request.view.path);
  if (session === undefined) {
    request.refused(deps.sessions.refusal(request.sessionId));
    deps.logger.warn(
      { key: request.caller.keyId, endpoint: request.view.path },
      "a session id is unknown or not the caller's",
    );
    return exchange.answer(
      mcpErrors['mcp.session-unknown'].status,
      errorMessage(body.idText, rowError('mcp.session-unknown')),
    );
  }
  if (request.kind === 'notification') return notification(session, request);
  return runRequest(deps, session, request);
}

async function initialize(deps: LegacyDeps, { params, caller, view, exchange, body }: LegacyRequest): Promise<void> {
  const { idText } = body;
  const requested = params['protocolVersion'];
  if (typeof requested !== 'string') {
    const message = 'Invalid params: protocolVersion is not a string';
    return exchange.answer(200, errorMessage(idText, { code: RpcCode.InvalidParams, message }));
  }
  if (!deps.sessions.admit(caller))
    return exchange.answer(
      mcpErrors['mcp.too-many-sessions'].status,
      errorMessage(idText, rowError('mcp.too-many-sessions')),
    );
  const protocol = LEGACY_VERSIONS.includes(requested) ? requested : Era.Legacy;
  const client = clientLabel(params['clientInfo']);
  const opened = await deps.gateway.openSession({
    caller,
    ...(client === undefined ? {} : { client }),
    protocol,
    endpoint: view.path,
  });
  if (!opened.ok) return exchange.answer(opened.error.row.status, errorMessage(idText, unavailableError(opened.error)));
  const session = deps.sessions.open(opened.value, view.path, protocol);
  const result = { protocolVersion: protocol, capabilities: { tools: {} }, serverInfo: REMIT_IDENTITY };
  exchange.answer(200, resultMessage(idText, JSON.stringify(result)), { 'mcp-session-id': session.id });
}

function notification(session: ClientSession, { method, params, exchange }: LegacyRequest): void {
  // Within the session only: one client cannot cancel another's request.
  if (method === 'notifications/cancelled')
    session.running.get(JSON.stringify(params['requestId']))?.abort(AbortReason.ClientCancelled);
  exchange.empty(202);
}

async function runRequest(deps: LegacyDeps, session: ClientSession, request: LegacyRequest): Promise<void> {
  const { exchange, body, method } = request;
  const key = JSON.stringify(isObject(body.value) ? body.value['id'] : null);
  if (session.running.has(key)) {
    const message = 'Invalid request: a request with this id is running';
    return exchange.answer(400, errorMessage(body.idText, { code: RpcCode.InvalidRequest, message }));
  }
  const link = new LinkedAbort(exchange.signal);
  session.running.set(key, link);
  try {
    if (method === 'ping') return exchange.answer(200, resultMessage(body.idText, '{}'));
    const served = await deps.tools(method, {
      caller: request.caller,
      view: request.view,
      codec: legacyCodec,
      exchange,
      idText: body.idText,
      params: request.params,
      paramsText: body.paramsText,
      argumentsText: body.argumentsText,
      metaText: body.metaText,
      session: session.handle,
      client: session.handle.client,
      signal: link,
      header: undefined,
      protocol: session.protocol,
      traceHeader: request.traceHeader,
      refused: request.refused,
    });
    if (!served)
      exchange.answer(200, errorMessage(body.idText, { code: RpcCode.MethodNotFound, message: 'Method not found' }));
  } finally {
    link.release();
    session.running.delete(key);
  }
}
