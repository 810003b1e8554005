/**
 * One JSON parse of a request body, with the raw texts that later steps commit to and forward. Hostile texts
 * (duplicate keys, integers beyond 2^53, deep nesting, bad UTF-8) are refused, because two readers may disagree on
 * them; the id is echoed where it can be read. mcp reference §2.2; core, strict-json.
 */
import type { JsonRefusal } from '@remit/core';
import { fromUtf8, isRefusal, parseStrictJson } from '@remit/core';
import { objectMembers } from '../json/raw-json.ts';
import { isObject, NO_ID, RpcCode } from '../wire/json-rpc.ts';

/** A parsed body with the raw texts that are needed later, or why it is refused. */
export type ParsedBody =
  | {
      readonly kind: 'parsed';
      readonly value: unknown;
      /** Raw text of the id, or `null` when there is none that can be echoed. */
      readonly idText: string;
      readonly paramsText: string | undefined;
      readonly argumentsText: string | undefined;
      readonly metaText: string | undefined;
    }
  | {
      readonly kind: 'refused';
      readonly idText: string;
      readonly code: typeof RpcCode.ParseError | typeof RpcCode.InvalidRequest;
      readonly message: string;
    };

const SPANS = ['id', 'params', 'params.arguments', 'params._meta'];

/** Parses the bytes of one POST. Never throws. */
export function parseBody(bytes: Uint8Array): ParsedBody {
  const text = fromUtf8(bytes);
  if (text === undefined) return refuse(RpcCode.ParseError, 'Parse error: the body is not valid UTF-8', NO_ID);
  const parsed = parseStrictJson(text, { spans: SPANS });
  if (isRefusal(parsed)) return refuseJson(text, parsed);
  const raw = (path: string): string | undefined => {
    const span = parsed.spans[path];
    return span === undefined ? undefined : text.slice(span.start, span.end);
  };
  return {
    kind: 'parsed',
    value: parsed.value,
    idText: isObject(parsed.value) && isRequestId(parsed.value['id']) ? (raw('id') ?? NO_ID) : NO_ID,
    paramsText: raw('params'),
    argumentsText: raw('params.arguments'),
    metaText: raw('params._meta'),
  };
}

/** An id that MCP allows and every reader holds exactly. */
export function isRequestId(id: unknown): id is string | number {
  return typeof id === 'string' || (typeof id === 'number' && Number.isSafeInteger(id));
}

function refuseJson(text: string, refusal: JsonRefusal): ParsedBody {
  // The parser's own words about bad syntax quote the text, which may hold personal data: they are not passed on.
  if (refusal.reason === 'syntax') return refuse(RpcCode.ParseError, 'Parse error: the body is not valid JSON', NO_ID);
  const what = `Invalid request: ${REFUSALS[refusal.reason]} at offset ${refusal.at}`;
  return refuse(RpcCode.InvalidRequest, what, readableId(text));
}

const REFUSALS: Readonly<Record<Exclude<JsonRefusal['reason'], 'syntax'>, string>> = {
  'duplicate-key': 'an object holds the same key twice',
  'too-deep': 'the body is nested too deeply',
  'unsafe-integer': 'an integer is beyond 2^53 and would be rounded',
  'lone-surrogate': 'a string holds half of a surrogate pair',
};

// The text is JSON, only not JSON that we accept. Its id is echoed when the top level holds exactly one.
function readableId(text: string): string {
  const value: unknown = JSON.parse(text);
  if (!isObject(value) || !isRequestId(value['id'])) return NO_ID;
  const ids = objectMembers(text).filter((member) => member.key === 'id');
  return ids.length === 1 ? (ids[0]?.text ?? NO_ID) : NO_ID;
}

function refuse(code: typeof RpcCode.ParseError | typeof RpcCode.InvalidRequest, message: string, idText: string) {
  return { kind: 'refused', idText, code, message } as const;
}
