/**
 * A connection over Streamable HTTP, in either era. Modern: every request stands alone and closing its response
 * cancels it. Legacy: a session opened by `initialize`, cancelled by a notification. mcp reference §1, §2.1.
 */

import { encodeHeaderValue } from '../../wire/2026-07-28/header-value.ts';
import { codecOf } from '../../wire/codecs.ts';
import { notificationMessage, requestMessage } from '../../wire/json-rpc.ts';
import { Era } from '../../wire/versions.ts';
import { abortReasonOf } from '../abort-reason.ts';
import type { ConnectionEvents, UpstreamConnection, UpstreamReply, UpstreamRequest } from '../connection.ts';
import { failed } from '../connection.ts';
import { progressId, progressMembers, progressToken } from '../progress.ts';
import { refuseServerRequest } from '../refuse-server-request.ts';
import { drain } from './drain.ts';
import type { HttpPeer } from './http-peer.ts';
import type { Answer } from './read-answer.ts';
import { readAnswer } from './read-answer.ts';
import { createRequestStops } from './request-stop.ts';

/** What the handshake of the legacy era agreed on; empty in the modern era. */
export interface HttpSession {
  /** Value of `MCP-Protocol-Version`; absent until the handshake has agreed on one. */
  version?: string;
  /** Value of `Mcp-Session-Id`, when the upstream gave one. */
  id?: string;
}

/** A connection over HTTP, with what its connector needs besides. */
export interface HttpConnection extends UpstreamConnection {
  /** Like `request`, with the HTTP status. For the handshake and the era probe. */
  exchange(request: UpstreamRequest, signal: AbortSignal): Promise<Answer>;
  notify(method: string, paramsText: string | undefined, signal: AbortSignal): Promise<void>;
}

/** Peer, era and bounds of one connection. */
export interface HttpConnectionDeps {
  readonly peer: HttpPeer;
  readonly era: Era;
  /** Filled by the handshake of the legacy era. */
  readonly session: HttpSession;
  readonly maxBytes: number;
  /** Longest wait for notifications and the closing DELETE. */
  readonly sideTimeoutMs: number;
  readonly events: ConnectionEvents;
}

/** Refusals of requests of the upstream that may be under way at once; further requests stay without an answer. */
const MAX_REFUSALS = 16;

/** Makes the connection; nothing is sent before the first request. */
export function openHttp(deps: HttpConnectionDeps): HttpConnection {
  const { peer, era, session, maxBytes, events } = deps;
  const codec = codecOf(era);
  const stops = createRequestStops();
  let nextId = 1;
  let refusals = 0;
  let lost = false;

  function headersFor(request: UpstreamRequest): Record<string, string> {
    if (era === Era.Legacy) return { ...sessionHeaders(session), ...request.trace };
    return {
      ...request.trace,
      'mcp-protocol-version': era,
      'mcp-method': request.method,
      ...(request.name === undefined ? {} : { 'mcp-name': encodeHeaderValue(request.name) }),
      ...request.paramHeaders,
    };
  }

  async function post(message: string, headers: Record<string, string>): Promise<void> {
    const outcome = await peer.send('POST', { ...JSON_HEADERS, ...headers }, message, sideSignal());
    if (outcome.kind === 'response') await drain(outcome.response);
  }

  // Threat: a stream of requests without end; each refusal is a POST that waits for a socket.
  function refuse(idText: string, method: string): void {
    if (refusals >= MAX_REFUSALS) return;
    refusals += 1;
    void post(refuseServerRequest(idText, method), sessionHeaders(session)).finally(() => {
      refusals -= 1;
    });
  }

  const sideSignal = (): AbortSignal => AbortSignal.timeout(deps.sideTimeoutMs);

  async function exchange(request: UpstreamRequest, callSignal: AbortSignal): Promise<Answer> {
    const stop = stops.start(callSignal);
    const id = nextId++;
    const token = progressToken(id, request.onProgress !== undefined);
    const body = requestMessage(id, request.method, codec.requestParams(request.params, [...request.meta, ...token]));
    const cancel = (): void => {
      const text = JSON.stringify({ requestId: id, reason: abortReasonOf(stop) });
      void post(notificationMessage('notifications/cancelled', text), sessionHeaders(session));
    };
    if (era === Era.Legacy) callSignal.addEventListener('abort', cancel, { once: true });
    try {
      const outcome = await peer.send('POST', { ...JSON_HEADERS, ...headersFor(request) }, body, stop);
      if (outcome.kind === 'failed') return { status: 0, reply: outcome.reply };
      if (request.method === 'initialize') keepSessionId(session, outcome.response.headers['mcp-session-id']);
      return await readAnswer(outcome.response, {
        id,
        maxBytes,
        signal: stop,
        onOther(message) {
          if (message.kind === 'request') refuse(message.idText, message.method);
          else if (message.method === 'notifications/progress' && progressId(message) === id)
            request.onProgress?.(progressMembers(message));
          else if (message.method === 'notifications/tools/list_changed') events.toolsChanged();
        },
      });
    } finally {
      if (era === Era.Legacy) callSignal.removeEventListener('abort', cancel);
      stop.release();
    }
  }

  return {
    era,
    exchange,
    async request(request, signal) {
      if (lost) return failed('mcp.upstream-lost', false, 'the upstream session ended');
      const answer = await exchange(request, signal);
      return sessionEnded(answer) ? loseSession() : answer.reply;
    },
    notify: (method, paramsText, signal) =>
      peer
        .send('POST', { ...JSON_HEADERS, ...sessionHeaders(session) }, notificationMessage(method, paramsText), signal)
        .then((outcome) => (outcome.kind === 'response' ? drain(outcome.response) : undefined)),
    async close() {
      stops.stopAll('closing');
      if (era === Era.Modern || session.id === undefined || lost) return;
      const outcome = await peer.send('DELETE', sessionHeaders(session), undefined, sideSignal());
      if (outcome.kind === 'response') await drain(outcome.response);
    },
  };

  // HTTP 404 to a request with a session id: the session is gone and the request did not run (MCP 2025-11-25).
  function sessionEnded(answer: Answer): boolean {
    return era === Era.Legacy && session.id !== undefined && answer.status === 404;
  }

  function loseSession(): UpstreamReply {
    lost = true;
    events.lost('the upstream session ended');
    return failed('mcp.upstream-lost', false, 'the upstream session ended');
  }
}

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' } as const;

function sessionHeaders(session: HttpSession): Record<string, string> {
  return {
    ...(session.version === undefined ? {} : { 'mcp-protocol-version': session.version }),
    ...(session.id === undefined ? {} : { 'mcp-session-id': session.id }),
  };
}

function keepSessionId(session: HttpSession, value: string | string[] | undefined): void {
  // Visible ASCII only (MCP 2025-11-25, Session Management): anything else could not be sent back.
  if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)) session.id = value;
}
