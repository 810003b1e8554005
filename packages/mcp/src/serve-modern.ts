/** One request of a client of 2026-07-28: no session, everything it needs is in the request. mcp reference §1, §2. */
import type { IncomingHttpHeaders } from 'node:http';
import type { TraceContext } from '@remit/gateway';
import type { Caller } from '@remit/registry';
import type { Exchange } from './inbound/exchange.ts';
import type { ParsedBody } from './inbound/parse-body.ts';
import type { ServeTools } from './serve-tools.ts';
import type { EndpointView } from './tools/endpoint-view.ts';
import type { Refused } from './tools/request-context.ts';
import { clientLabel } from './tools/request-context.ts';
import { modernCodec } from './wire/2026-07-28/codec.ts';
import { errorMessage, isObject, RpcCode, resultMessage } from './wire/json-rpc.ts';
import { META_CLIENT_INFO } from './wire/meta-keys.ts';
import { MODERN_VERSIONS } from './wire/versions.ts';

/** One classified modern message with its caller and the way back. */
export interface ModernRequest {
  readonly body: Extract<ParsedBody, { kind: 'parsed' }>;
  readonly kind: 'request' | 'notification';
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly view: EndpointView;
  readonly headers: IncomingHttpHeaders;
  readonly exchange: Exchange;
  /** Trace context of the HTTP request's headers; undefined when calls are not traced. */
  readonly traceHeader: TraceContext | undefined;
  readonly refused: Refused;
}

/** Answers the message: 202 to notifications, 404 with -32601 to methods that are not served. */
export async function serveModern(deps: { readonly tools: ServeTools }, request: ModernRequest): Promise<void> {
  const { exchange, body, method } = request;
  // Closing the response stream is what cancels here; a notification has nothing to act on.
  if (request.kind === 'notification') return exchange.empty(202);
  if (method === 'server/discover') return exchange.answer(200, resultMessage(body.idText, discoverText()));
  const meta = request.params['_meta'];
  const client = clientLabel(isObject(meta) ? meta[META_CLIENT_INFO] : undefined);
  const served = await deps.tools(method, {
    caller: request.caller,
    view: request.view,
    codec: modernCodec,
    exchange,
    idText: body.idText,
    params: request.params,
    paramsText: body.paramsText,
    argumentsText: body.argumentsText,
    metaText: body.metaText,
    session: undefined,
    client,
    signal: exchange.signal,
    protocol: modernCodec.era,
    traceHeader: request.traceHeader,
    refused: request.refused,
    header: (name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    },
  });
  if (!served)
    exchange.answer(404, errorMessage(body.idText, { code: RpcCode.MethodNotFound, message: 'Method not found' }));
}

/**
 * What Remit itself serves. It bridges every upstream to both eras and offers tools only, so the answer does not
 * depend on the upstreams.
 */
function discoverText(): string {
  return modernCodec.listResult([
    { key: 'supportedVersions', text: JSON.stringify(MODERN_VERSIONS) },
    { key: 'capabilities', text: '{"tools":{}}' },
  ]);
}
