/** What agents say about where a call comes from: measured names, each a claim of the client (shadow-mcp reference §6). */
import type { ToldKeys, TraceContext } from '@remit/gateway';
import { parseTraceparent } from '@remit/gateway';
import { isObject } from '../wire/json-rpc.ts';

type Bag = Readonly<Record<string, unknown>>;

const CALL_KEYS = ['claudecode/toolUseId', 'callId', 'toolCallId'];
const SESSION_KEYS = ['sessionId', 'threadId'];
const THREAD_KEYS = ['threadId', 'sessionId'];
/** Codex says the same again in here, under other names. */
const TURN_KEY = 'x-codex-turn-metadata';

/** From `_meta`; the trace context from the header where `_meta` holds none. Undefined when the client says nothing of the kind. */
export function toldKeys(params: Bag, header: TraceContext | undefined): ToldKeys | undefined {
  const meta = params['_meta'];
  if (!isObject(meta)) return traced(undefined, header);
  const { [TURN_KEY]: inner, traceparent } = meta;
  const turn = isObject(inner) ? inner : undefined;
  const call = textIn(meta, CALL_KEYS);
  const session = textIn(meta, SESSION_KEYS) ?? (turn && textIn(turn, ['session_id', 'thread_id']));
  const thread = textIn(meta, THREAD_KEYS) ?? (turn && textIn(turn, ['thread_id', 'session_id']));
  const trace = traced(traceparent, header);
  if (call === undefined && session === undefined && thread === undefined) return trace;
  return {
    ...(call === undefined ? {} : { call }),
    ...(session === undefined ? {} : { session }),
    ...(thread === undefined ? {} : { thread }),
    ...trace,
  };
}

function traced(meta: unknown, header: TraceContext | undefined): { readonly trace: string } | undefined {
  const read = parseTraceparent(meta) ?? parseTraceparent(header?.traceparent);
  return read === undefined ? undefined : { trace: read.traceId };
}

function textIn(bag: Bag, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = bag[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
