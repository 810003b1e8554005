/** The HTTP side of one configured upstream: its connection pool, its path and the headers of its configuration. */
import type { Dispatcher } from 'undici';
import { Pool } from 'undici';
import type { HttpServer } from '../../server-config.ts';
import type { AbortReason } from '../abort-reason.ts';
import { abortReasonOf } from '../abort-reason.ts';
import { cancelFailure } from '../cancel-failure.ts';
import type { UpstreamReply } from '../connection.ts';
import { failed } from '../connection.ts';
import type { RequestStop, Stopped } from './request-stop.ts';

/** Status, headers and unread body of an answer. */
export type HttpResponse = Dispatcher.ResponseData;

/** An answer, or why none came. */
export type HttpOutcome =
  | { readonly kind: 'response'; readonly response: HttpResponse }
  | { readonly kind: 'failed'; readonly reply: UpstreamReply };

/** Sends requests to one upstream. */
export interface HttpPeer {
  /** Sends one request; names of headers in lower case. Redirects are not followed: the next host is not in the configuration. Never rejects. */
  send(
    method: 'POST' | 'DELETE',
    headers: Readonly<Record<string, string>>,
    body: string | undefined,
    signal: AbortSignal | RequestStop,
  ): Promise<HttpOutcome>;
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
  return {
    async send(method, headers, body, signal) {
      if (signal.aborted) return { kind: 'failed', reply: cancelFailure(abortReasonOf(signal), false) };
      try {
        const response = await dispatcher.request({
          origin,
          method,
          path,
          headers: { ...headers, ...configured },
          body: body ?? null,
          signal,
        });
        return { kind: 'response', response };
      } catch (error) {
        return { kind: 'failed', reply: transportFailure(error, signal) };
      }
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
