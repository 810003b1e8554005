/** What the handlers of one request know, whatever the era of its client. */
import type { CallSession, RefusalCode, StopSignal, TraceContext } from '@remit/gateway';
import type { Caller } from '@remit/registry';
import type { Exchange } from '../inbound/exchange.ts';
import type { WireCodec } from '../wire/codec.ts';
import type { EndpointView } from './endpoint-view.ts';

/** Counts the request as turned away before it became a call. */
export type Refused = (why: RefusalCode) => void;

/** One request for tools/list or tools/call. */
export interface RequestContext {
  readonly caller: Caller;
  readonly view: EndpointView;
  /** The client's side of the bridge. */
  readonly codec: WireCodec;
  readonly exchange: Exchange;
  /** Raw text of the request's id. */
  readonly idText: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly paramsText: string | undefined;
  readonly argumentsText: string | undefined;
  readonly metaText: string | undefined;
  readonly session: CallSession | undefined;
  /** Self-declared client name and version. */
  readonly client: string | undefined;
  /** Protocol revision that the client speaks. */
  readonly protocol: string;
  /** Trace context of the HTTP request's headers, unread. */
  readonly traceHeader: TraceContext | undefined;
  readonly refused: Refused;
  /** Aborts when the client is gone or cancelled the request. */
  readonly signal: StopSignal;
  /** Header of the request by lower-case name, for `Mcp-Param-*`. Undefined for a client whose era has none. */
  readonly header: ((name: string) => string | undefined) | undefined;
}

/** Name and version as one text, for records. Undefined when the client gave no name. */
export function clientLabel(info: unknown): string | undefined {
  if (typeof info !== 'object' || info === null) return undefined;
  const { name, version } = info as { name?: unknown; version?: unknown }; // any object may be read by key
  if (typeof name !== 'string' || name === '') return undefined;
  return typeof version === 'string' ? `${name} ${version}` : name;
}
