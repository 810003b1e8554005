/** Reads one JSON-RPC message of an upstream. Results keep their raw text; nothing inside them is judged here. */
import type { RawMember } from '../json/raw-json.ts';
import { duplicateKey, memberText, objectMembers } from '../json/raw-json.ts';
import { isObject } from '../wire/json-rpc.ts';
import type { UpstreamReply } from './connection.ts';
import { failed } from './connection.ts';

/** One message, by what it is. */
export type UpstreamMessage =
  | { readonly kind: 'reply'; readonly id: unknown; readonly reply: UpstreamReply }
  | { readonly kind: 'request'; readonly idText: string; readonly method: string }
  | {
      readonly kind: 'notification';
      readonly method: string;
      readonly params: Readonly<Record<string, unknown>>;
      readonly paramsText: string;
    }
  | { readonly kind: 'invalid'; readonly detail: string };

/** Reads one message text. Never throws. */
export function readUpstreamMessage(text: string): UpstreamMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'invalid', detail: 'not JSON' };
  }
  if (!isObject(value) || value['jsonrpc'] !== '2.0') return { kind: 'invalid', detail: 'not a JSON-RPC 2.0 message' };
  const members = objectMembers(text);
  if (duplicateKey(members) !== undefined) return { kind: 'invalid', detail: 'a member stands twice' };
  if (typeof value['method'] === 'string') return readCall(value, value['method'], members);
  return { kind: 'reply', id: value['id'], reply: readReply(value, members) };
}

function readCall(
  value: Readonly<Record<string, unknown>>,
  method: string,
  members: readonly RawMember[],
): UpstreamMessage {
  if ('id' in value) return { kind: 'request', idText: memberText(members, 'id') ?? 'null', method };
  const params = value['params'];
  return isObject(params)
    ? { kind: 'notification', method, params, paramsText: memberText(members, 'params') ?? '{}' }
    : { kind: 'notification', method, params: {}, paramsText: '{}' };
}

function readReply(value: Readonly<Record<string, unknown>>, members: readonly RawMember[]): UpstreamReply {
  const result = memberText(members, 'result');
  const error = memberText(members, 'error');
  if (result !== undefined && error === undefined) return { kind: 'result', text: result, value: value['result'] };
  const fields = value['error'];
  if (error === undefined || result !== undefined || !isObject(fields))
    return failed('mcp.upstream-bad-answer', true, 'the response holds neither one result nor one error');
  const { code, message } = fields;
  if (typeof code !== 'number' || !Number.isSafeInteger(code) || typeof message !== 'string')
    return failed('mcp.upstream-bad-answer', true, 'the error has no code or no message');
  return { kind: 'error', text: error, code, message };
}
