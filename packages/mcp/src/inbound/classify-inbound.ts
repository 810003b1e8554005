/**
 * Decides the protocol era of one POST, or why it is refused. Body first, headers only cross-check: a proxy that
 * drops a header must not change the era. Pure, never throws. MCP 2026-07-28, "Streamable HTTP"; mcp reference §2.1,
 * §2.2. The first rung that fails answers:
 *
 *  1. a JSON array                                             -> -32600 (batches are refused in both eras)
 *  2. not an object with `jsonrpc: "2.0"`                      -> -32600
 *  3. no `method` but `result` or `error`                      -> -32600 (Remit sends clients no requests)
 *  4. no text `method`                                         -> -32600
 *  5. `id` present but no string or safe integer               -> -32600
 *  6. `params` present but no object                           -> -32600
 *  7. request `initialize` without a valid modern envelope: header names a modern revision -> -32020, else LEGACY
 *  8. `_meta` names a protocol version (an envelope is claimed):
 *     a. a required key is missing or malformed                -> -32602
 *     b. `MCP-Protocol-Version` present and different          -> -32020
 *     c. `Mcp-Method` present and different                    -> -32020
 *     d. the version is not served                             -> -32022 with `supported` and `requested`
 *     e. requests only: `MCP-Protocol-Version` or `Mcp-Method` absent -> -32020
 *     f. requests only: `Mcp-Name` absent, undecodable or different   -> -32020
 *     else MODERN
 *  9. no envelope but the header names a modern revision:
 *     a. a request                                             -> -32602 naming the missing keys
 *     b. a notification: `Mcp-Method` present and different    -> -32020, else MODERN
 * 10. `MCP-Protocol-Version` present and no revision we know   -> -32600
 * 11. LEGACY
 */
import { decodeHeaderValue } from '../wire/2026-07-28/header-value.ts';
import { isObject, RpcCode } from '../wire/json-rpc.ts';
import { META_CLIENT_CAPABILITIES, META_PROTOCOL_VERSION } from '../wire/meta-keys.ts';
import { isModernVersion, LEGACY_VERSIONS, MODERN_VERSIONS } from '../wire/versions.ts';
import { envelopeProblem } from './envelope.ts';
import type { Inbound, InboundHeaders, Rejected } from './inbound.ts';
import { reject } from './inbound.ts';
import { isRequestId } from './parse-body.ts';

interface Message {
  readonly kind: 'request' | 'notification';
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>> | undefined;
}

/** Runs the ladder on an already parsed body. */
export function classifyInbound(body: unknown, headers: InboundHeaders): Inbound {
  const message = readMessage(body);
  if ('because' in message) return message;
  const claimed = message.meta !== undefined && Object.hasOwn(message.meta, META_PROTOCOL_VERSION);
  const namesModern = headers.protocolVersion !== undefined && isModernVersion(headers.protocolVersion);
  if (message.kind === 'request' && message.method === 'initialize' && !hasValidModernEnvelope(message)) {
    return namesModern
      ? mismatch('initialize-with-modern-header', 'initialize is not part of the revision that the header names')
      : { kind: 'legacy', message: 'request', method: 'initialize' };
  }
  if (claimed) return classifyClaimed(message, headers);
  if (namesModern) return classifyUnclaimedModern(message, headers);
  if (headers.protocolVersion !== undefined && !LEGACY_VERSIONS.includes(headers.protocolVersion))
    return reject('legacy-version-unsupported', RpcCode.InvalidRequest, 'Unsupported MCP-Protocol-Version header', {
      supported: [...MODERN_VERSIONS, ...LEGACY_VERSIONS],
    });
  return { kind: 'legacy', message: message.kind, method: message.method };
}

function readMessage(body: unknown): Message | Rejected {
  const invalid = (because: Rejected['because'], detail: string): Rejected =>
    reject(because, RpcCode.InvalidRequest, `Invalid request: ${detail}`);
  if (Array.isArray(body)) return invalid('batch', 'JSON-RPC batches are not accepted');
  if (!isObject(body) || body['jsonrpc'] !== '2.0') return invalid('not-a-message', 'not a JSON-RPC 2.0 message');
  const method = body['method'];
  if (method === undefined && ('result' in body || 'error' in body))
    return invalid('response', 'this endpoint sends no requests and takes no responses');
  if (typeof method !== 'string') return invalid('not-a-message', 'method is not a string');
  if ('id' in body && !isRequestId(body['id'])) return invalid('bad-id', 'id is not a string or an integer');
  const params = body['params'] ?? {};
  if (!isObject(params)) return invalid('bad-params', 'params is not an object');
  const meta = params['_meta'];
  return { kind: 'id' in body ? 'request' : 'notification', method, params, meta: isObject(meta) ? meta : undefined };
}

function hasValidModernEnvelope({ meta }: Message): boolean {
  if (meta === undefined || envelopeProblem(meta) !== undefined) return false;
  const version = meta[META_PROTOCOL_VERSION];
  return typeof version === 'string' && isModernVersion(version);
}

function classifyClaimed(message: Message, headers: InboundHeaders): Inbound {
  const meta = message.meta ?? {};
  const problem = envelopeProblem(meta, message.kind);
  if (problem !== undefined)
    return reject('envelope-invalid', RpcCode.InvalidParams, `Invalid _meta: ${problem.key} is ${problem.problem}`, {
      envelope: problem,
    });
  const version = String(meta[META_PROTOCOL_VERSION]);
  if (headers.protocolVersion !== undefined && headers.protocolVersion !== version)
    return mismatch('version-header-differs', 'MCP-Protocol-Version differs from _meta');
  if (headers.method !== undefined && headers.method !== message.method)
    return mismatch('method-header-differs', 'Mcp-Method differs from the method');
  if (!MODERN_VERSIONS.includes(version))
    return reject('version-unsupported', RpcCode.UnsupportedVersion, 'Unsupported protocol version', {
      supported: MODERN_VERSIONS,
      requested: version,
    });
  const missing = message.kind === 'request' ? checkRequiredHeaders(message, headers) : undefined;
  return missing ?? { kind: 'modern', message: message.kind, method: message.method };
}

function checkRequiredHeaders(message: Message, headers: InboundHeaders): Rejected | undefined {
  if (headers.protocolVersion === undefined)
    return mismatch('version-header-missing', 'the MCP-Protocol-Version header is required');
  if (headers.method === undefined) return mismatch('method-header-missing', 'the Mcp-Method header is required');
  const field = Object.hasOwn(NAMED_BY, message.method) ? NAMED_BY[message.method] : undefined;
  const named = field === undefined ? undefined : message.params[field];
  if (typeof named !== 'string') return undefined;
  if (headers.name === undefined) return mismatch('name-header-missing', 'the Mcp-Name header is required');
  const decoded = decodeHeaderValue(headers.name);
  if (decoded === undefined)
    return mismatch('name-header-undecodable', 'the Mcp-Name header is not valid base64 of UTF-8');
  return decoded === named ? undefined : mismatch('name-header-differs', `Mcp-Name differs from params.${field}`);
}

/** The member of `params` that `Mcp-Name` repeats, by method. mcp reference §2.1. */
const NAMED_BY: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};

function classifyUnclaimedModern(message: Message, headers: InboundHeaders): Inbound {
  if (message.kind === 'request') {
    const keys = [META_PROTOCOL_VERSION, META_CLIENT_CAPABILITIES];
    const missing = keys.filter((key) => message.meta === undefined || !Object.hasOwn(message.meta, key));
    const text = `Invalid params: _meta lacks ${missing.join(' and ')}`;
    return reject('envelope-missing', RpcCode.InvalidParams, text, { envelope: { missing } });
  }
  if (headers.method !== undefined && headers.method !== message.method)
    return mismatch('method-header-differs', 'Mcp-Method differs from the method');
  return { kind: 'modern', message: 'notification', method: message.method };
}

function mismatch(because: Rejected['because'], detail: string): Rejected {
  return reject(because, RpcCode.HeaderMismatch, `Header mismatch: ${detail}`);
}
