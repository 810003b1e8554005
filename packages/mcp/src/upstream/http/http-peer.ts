/** The HTTP side of one configured upstream: its connection pool, its path and the headers of its configuration. */
import type { StopSignal } from '@remit/gateway';
import type { Dispatcher } from 'undici';
import { Pool } from 'undici';
import type { HttpServer } from '../../server-config.ts';
import type { AbortReason } from '../abort-reason.ts';
import { abortReasonOf } from '../abort-reason.ts';
import { cancelFailure } from '../cancel-failure.ts';
import type { UpstreamReply } from '../connection.ts';
import { failed } from '../connection.ts';
import type { Stopped } from './request-stop.ts';
import type { AnswerReader } from './sending.ts';
import { dispatch } from './sending.ts';

/** Sends requests to one upstream. */
export interface HttpPeer {
  /** Sends one request; names of headers in lower case. Redirects are not followed: the next host is not in the configuration. Never throws. */
  send(
    method: 'POST' | 'DELETE',
    headers: Readonly<Record<string, string>>,
    body: string | undefined,
    signal: StopSignal,
    reader: AnswerReader,
  ): void;
  close(): Promise<void>;
}

/** Sockets to one upstream at most; further requests wait for one. */
const MAX_SOCKETS = 1_024;

/**
 * Opens the pool; no connection is made yet. Threat: an inbound token must not travel on, so the only Authorization
 * header that can reach the upstream is the one in `server.headers`.
 */
export function createHttpPeer(server: HttpServer, dispatcherFor = directPool): HttpPeer {
  const { origin, pathname, search } = new URL(server.url);
  const dispatcher = dispatcherFor(server.url);
  const path = `${pathname}${search}`;
  const configured = lowerCase(server.headers ?? {});
  const ownHeaders = Object.keys(configured).length > 0;
  return {
    send(method, headers, body, signal, reader) {
      const all = ownHeaders ? { ...headers, ...configured } : headers;
      dispatch(dispatcher, { origin, method, path, headers: all, body: body ?? null }, signal, reader);
    },
    close: () => dispatcher.destroy(),
  };
}

function directPool(url: string): Dispatcher {
  // Deadlines are the callers' signals; the pool's own would end a silent stream after five minutes.
  return new Pool(new URL(url).origin, { connections: MAX_SOCKETS, headersTimeout: 0, bodyTimeout: 0 });
}

// Lower case first, so that a configured header replaces one of ours instead of standing beside it.
function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Failures that happen before a byte of the request is written. Any other may have reached the upstream. */
const BEFORE_SENDING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|UND_ERR_CONNECT_TIMEOUT|UND_ERR_DESTROYED|ERR_OUTBOUND_.*|ERR_TLS_.*|CERT_.*|SELF_SIGNED_.*|DEPTH_ZERO_.*|UNABLE_TO_.*)$/;

/** What a failed request or a broken response body means. */
export function transportFailure(error: unknown, signal: Stopped): UpstreamReply {
  if (signal.aborted) {
    const reason: AbortReason = abortReasonOf(signal);
    return cancelFailure(reason, true);
  }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return BEFORE_SENDING.test(code)
    ? failed('mcp.upstream-unreachable', false, code)
    : failed('mcp.upstream-lost', true, code);
}
