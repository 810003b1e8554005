/**
 * A connection over Streamable HTTP, in either era. Modern: every request stands alone and closing its response
 * cancels it. Legacy: a session opened by `initialize`, cancelled by a notification. mcp reference §1, §2.1.
 */
import type { StopSignal } from '@remit/gateway';
import { encodeHeaderValue } from '../../wire/2026-07-28/header-value.ts';
import { codecOf } from '../../wire/codecs.ts';
import { notificationMessage, requestMessage } from '../../wire/json-rpc.ts';
import { Era } from '../../wire/versions.ts';
import { abortReasonOf } from '../abort-reason.ts';
import { cancelFailure } from '../cancel-failure.ts';
import type { ConnectionEvents, UpstreamConnection, UpstreamReply, UpstreamRequest } from '../connection.ts';
import { failed } from '../connection.ts';
import { progressId, progressMembers, progressToken } from '../progress.ts';
import { refuseServerRequest } from '../refuse-server-request.ts';
import type { HttpPeer } from './http-peer.ts';
import type { Answer } from './read-answer.ts';
import { answerReader } from './read-answer.ts';
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
  exchange(request: UpstreamRequest, signal: StopSignal): Promise<Answer>;
  notify(method: string, paramsText: string | undefined, signal: StopSignal): Promise<void>;
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
    if (era === Era.Legacy) return { ...JSON_HEADERS, ...sessionHeaders(session), ...request.trace };
    return {
      ...JSON_HEADERS,
      ...request.trace,
      'mcp-protocol-version': era,
      'mcp-method': request.method,
      ...(request.name === undefined ? {} : { 'mcp-name': encodeHeaderValue(request.name) }),
      ...request.paramHeaders,
    };
  }

  /** Sends what has no answer that matters; resolves when there is nothing more to wait for. */
  function tell(
    method: 'POST' | 'DELETE',
    message: string | undefined,
    headers: Record<string, string>,
    signal: StopSignal,
  ): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const reader = { head() {}, data: () => (resolve(), 'enough' as const), end: resolve, fail: () => resolve() };
      peer.send(method, headers, message, signal, reader);
    });
  }

  const post = (message: string, headers: Record<string, string>): Promise<void> =>
    tell('POST', message, { ...JSON_HEADERS, ...headers }, sideSignal());

  // Threat: a stream of requests without end; each refusal is a POST that waits for a socket.
  function refuse(idText: string, method: string): void {
    if (refusals >= MAX_REFUSALS) return;
    refusals += 1;
    void post(refuseServerRequest(idText, method), sessionHeaders(session)).finally(() => {
      refusals -= 1;
    });
  }

  const sideSignal = (): StopSignal => AbortSignal.timeout(deps.sideTimeoutMs);

  async function exchange(request: UpstreamRequest, callSignal: StopSignal): Promise<Answer> {
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
      if (stop.aborted) return { status: 0, reply: cancelFailure(abortReasonOf(stop), false) };
      return await new Promise<Answer>((resolve) => {
        const reader = answerReader(
          {
            id,
            maxBytes,
            signal: stop,
            onHead(headers) {
              if (request.method === 'initialize') keepSessionId(session, headers['mcp-session-id']);
            },
            onOther(message) {
              if (message.kind === 'request') refuse(message.idText, message.method);
              else if (message.method === 'notifications/progress' && progressId(message) === id)
                request.onProgress?.(progressMembers(message));
              else if (message.method === 'notifications/tools/list_changed') events.toolsChanged();
            },
          },
          resolve,
        );
        peer.send('POST', headersFor(request), body, stop, reader);
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
      tell('POST', notificationMessage(method, paramsText), { ...JSON_HEADERS, ...sessionHeaders(session) }, signal),
    async close() {
      stops.stopAll('closing');
      if (era === Era.Modern || session.id === undefined || lost) return;
      await tell('DELETE', undefined, sessionHeaders(session), sideSignal());
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
