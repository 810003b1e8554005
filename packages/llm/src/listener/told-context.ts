/**
 * Where a request to a model comes from, as the client says: its session, its thread and its trace. Each is a claim. The
 * body speaks first, then the headers of Claude Code and Codex (shadow-mcp reference §6).
 */
import { isRefusal, parseStrictJson } from '@remit/core';
import type { ToldKeys } from '@remit/gateway';
import { parseTraceparent } from '@remit/gateway';
import { isObject } from '../body/request-body.ts';
import type { LlmRequest } from '../dialects/dialect.ts';
import { textAt } from '../dialects/read-json.ts';
import type { Headers } from '../upstream/answer-end.ts';

/** What the client says. A request to a model comes of no tool choice. */
export type ToldContext = Omit<ToldKeys, 'call'>;

const NOTHING: ToldContext = Object.freeze({});
/** Longest header that is read as JSON. */
const MAX_TURN = 4_096;

/** Reads it. Costs four looks at the headers of a request that says nothing. */
export function toldContext(
  { session: inBody, thread: threadInBody, cacheKey }: LlmRequest,
  headers: Headers,
): ToldContext {
  const trace = parseTraceparent(headers['traceparent'])?.traceId;
  const turn = turnOf(headers['x-codex-turn-metadata']);
  const stated =
    inBody ??
    single(headers['x-claude-code-session-id']) ??
    single(headers['session-id']) ??
    textAt(turn, 'session_id');
  // A cache key may be shared by sessions, so it names no thread.
  const session = stated ?? cacheKey;
  const thread = threadInBody ?? single(headers['thread-id']) ?? textAt(turn, 'thread_id') ?? stated;
  if (trace === undefined && thread === undefined && session === undefined) return NOTHING;
  return {
    ...(session === undefined ? {} : { session }),
    ...(thread === undefined ? {} : { thread }),
    ...(trace === undefined ? {} : { trace }),
  };
}

/** Codex sends a JSON text. What is not one says nothing. */
function turnOf(header: string | string[] | undefined): Readonly<Record<string, unknown>> | undefined {
  if (typeof header !== 'string' || header.length > MAX_TURN) return undefined;
  const parsed = parseStrictJson(header);
  return !isRefusal(parsed) && isObject(parsed.value) ? parsed.value : undefined;
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && header !== '' ? header : undefined;
}
