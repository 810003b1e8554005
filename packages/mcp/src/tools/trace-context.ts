/**
 * W3C trace context on its way through: read from a request's headers and its `_meta`, and written where the call goes
 * on. What it means is the tracer's business; here it is text. SEP-414; mcp reference §3.2 (7).
 */
import type { CallOrigin, TraceContext } from '@remit/gateway';
import type { RawMember } from '../json/raw-json.ts';
import { withoutMembers } from '../json/raw-json.ts';
import { isObject } from '../wire/json-rpc.ts';
import type { RequestContext } from './request-context.ts';

/** `baggage` is not among them: it is the client's own and passes like any other member that Remit does not know. */
const TRACE_KEYS: ReadonlySet<string> = new Set(['traceparent', 'tracestate']);

/** The context of a bag of names, be it headers or `_meta`; undefined when it holds none. */
export function readTraceContext(bag: Readonly<Record<string, unknown>>): TraceContext | undefined {
  const { traceparent, tracestate } = bag;
  if (typeof traceparent !== 'string') return undefined;
  return { traceparent, ...(typeof tracestate === 'string' ? { tracestate } : {}) };
}

/** Where a call comes from, as far as its request says. */
export function originOf({ params, protocol, traceHeader }: RequestContext): CallOrigin {
  const meta = isObject(params['_meta']) ? readTraceContext(params['_meta']) : undefined;
  return {
    protocol,
    ...(meta === undefined ? {} : { meta }),
    ...(traceHeader === undefined ? {} : { header: traceHeader }),
  };
}

/** Members of `_meta` with this context in place of the client's; both describe one hop, and the next hop is ours. */
export function withTraceContext(meta: readonly RawMember[], trace: TraceContext): readonly RawMember[] {
  return [
    ...withoutMembers(meta, TRACE_KEYS),
    ...Object.entries(trace).map(([key, value]) => ({ key, text: JSON.stringify(value) })),
  ];
}
