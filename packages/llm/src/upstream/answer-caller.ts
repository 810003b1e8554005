/** What the caller gets: the provider's answer, or an error in the caller's own dialect. */
import type { ServerResponse } from 'node:http';
import type { Refusal } from '../dialects/dialect.ts';
import type { LlmCall } from '../llm-call.ts';
import type { Tried } from '../pipeline/stages.ts';
import type { ProviderManifest } from '../providers/manifest.ts';
import type { AnswerEnd } from './answer-end.ts';
import { DECISION_HEADER, returnedHeaders } from './headers.ts';
import { endStream } from './stream-body.ts';

/** Writes an error instead of an answer. Into a stream that has begun: its error event, and no more. */
export function refuseCall({ res, dialect }: Pick<LlmCall, 'res' | 'dialect'>, refusal: Refusal): void {
  if (res.destroyed || res.writableEnded) return;
  if (res.headersSent) {
    endStream(res, dialect.streamError(refusal));
    return;
  }
  const body = dialect.errorBody(refusal);
  res.writeHead(refusal.status, {
    ...retryHeaders(refusal),
    ...(refusal.decision === undefined ? {} : { [DECISION_HEADER]: refusal.decision }),
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  res.end(body);
}

/**
 * A spent budget must not start a retry storm: SDKs ask twice again after a 429, and openai's sleeps as long as
 * `retry-after` says, for a monthly limit days (llm-gateway reference §4.7).
 */
function retryHeaders({ kind, retryAfterMs }: Refusal): Record<string, string> {
  const after: Record<string, string> =
    retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) };
  return kind === 'quota' ? { ...after, 'x-should-retry': 'false' } : after;
}

/**
 * Gives the ending of the last attempt. A stream that was not complete ends with an error event, never like one that was.
 * `callerIdleMs`: how long the caller may take nothing of it.
 */
export function answerTried(call: LlmCall, manifest: ProviderManifest, tried: Tried, callerIdleMs: number): void {
  giveEnd(call, manifest, tried);
  const { socket } = call.res;
  // Threat: an answer that nobody reads stays in memory. Node ends a connection that is idle for so long.
  if (socket !== null && socket.writableLength > 0) socket.setTimeout(callerIdleMs);
}

function giveEnd(call: LlmCall, manifest: ProviderManifest, { end, facts, decisionId }: Tried): void {
  const { res } = call;
  if (end.kind === 'streamed') {
    if (end.complete) endStream(res);
    else refuseCall(call, truncated(end.why ?? 'llm.truncated'));
    return;
  }
  if (end.kind === 'answered' && facts !== undefined) return whole(res, end, manifest, decisionId);
  if (end.kind === 'refused')
    return manifest.errorText === undefined
      ? whole(res, end, manifest, decisionId)
      : refuseCall(call, { ...foreignError(end, manifest.errorText(end.body)), decision: decisionId });
  refuseCall(call, { ...upstreamRefusal(end), decision: decisionId });
}

function whole(
  res: ServerResponse,
  end: Extract<AnswerEnd, { kind: 'answered' | 'refused' }>,
  manifest: ProviderManifest,
  decisionId: string,
): void {
  if (res.destroyed) return;
  const headers = returnedHeaders(manifest, end.headers, decisionId);
  headers['content-length'] = String(end.body.length);
  res.writeHead(end.status, headers);
  res.end(end.body);
}

const KINDS: Readonly<Record<number, Refusal['kind']>> = {
  400: 'invalid_request',
  404: 'not_found',
  413: 'invalid_request',
  429: 'rate_limit',
  503: 'unavailable',
  529: 'unavailable',
};

/** An error of a provider that does not write errors in the form of the API: its status and its words, in that form. */
function foreignError({ status, headers }: Extract<AnswerEnd, { kind: 'refused' }>, said: string | undefined): Refusal {
  const after = Number(headers['retry-after']);
  return {
    // What the provider says of our account is not about the caller's key.
    status: status === 401 || status === 403 ? 502 : status,
    code: `http-${status}`,
    kind: KINDS[status] ?? 'upstream',
    message: `The provider refused the request: ${said ?? `HTTP ${status}`}`,
    ...(Number.isFinite(after) && after >= 0 ? { retryAfterMs: after * 1_000 } : {}),
  };
}

function truncated(why: string): Refusal {
  return {
    status: 502,
    code: 'stream_truncated',
    kind: 'upstream',
    message: `The provider's stream ended before its end (${why}). What came before is not a whole answer.`,
  };
}

function upstreamRefusal(end: AnswerEnd): Refusal {
  const why = 'why' in end && end.why !== undefined ? end.why : 'llm.garbage';
  const timeout = why.endsWith('-timeout');
  const sent = end.kind === 'not-sent' ? 'Nothing was sent.' : 'It may have worked on the request.';
  const message =
    end.kind === 'answered'
      ? 'The provider answered with something that is no answer of this API.'
      : `The provider gave no answer (${why}). ${sent}`;
  return { status: timeout ? 504 : 502, code: why, kind: 'upstream', message };
}
