/** What agents say in `_meta` about where a call comes from: measured names, each a claim of the client (shadow-mcp reference §6). */
import { isObject } from '../wire/json-rpc.ts';

const CALL_KEYS = ['claudecode/toolUseId', 'callId', 'toolCallId'];
const SESSION_KEYS = ['sessionId', 'threadId'];

/** Undefined when the client says nothing of the kind. */
export function toldKeys(
  params: Readonly<Record<string, unknown>>,
): { readonly call?: string; readonly session?: string } | undefined {
  const meta = params['_meta'];
  if (!isObject(meta)) return undefined;
  const call = textIn(meta, CALL_KEYS);
  const session = textIn(meta, SESSION_KEYS);
  if (call === undefined && session === undefined) return undefined;
  return { ...(call === undefined ? {} : { call }), ...(session === undefined ? {} : { session }) };
}

function textIn(meta: Readonly<Record<string, unknown>>, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = meta[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}
