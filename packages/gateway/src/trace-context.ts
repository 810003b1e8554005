/** W3C trace context as the gateway carries it from the wire layer to a tracer and back, and the ids in it. */

/** W3C Trace Context as text, as it stands in HTTP headers and in `_meta` (MCP, SEP-414). */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** What the wire layer knows about where a call comes from. Only for a tracer; hostile input but for `protocol`. */
export interface CallOrigin {
  /** Protocol revision that the client speaks, such as `2025-11-25`. */
  readonly protocol: string;
  /** From `params._meta`, unread. */
  readonly meta?: TraceContext;
  /** From the headers of the HTTP request, unread. */
  readonly header?: TraceContext;
}

/** The fields of a `traceparent`: lower-case hexadecimal, flags as a number. */
export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
}

// Later versions may add fields behind the flags (§3.2.4); version ff does not exist. An id of zeros is none (§3.2.2).
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Longest text that is looked at. */
const MAX_CHARS = 512;

/** Reads a `traceparent` of any origin; undefined when it says nothing that counts. W3C Trace Context §3.2. */
export function parseTraceparent(text: unknown): TraceParent | undefined {
  if (typeof text !== 'string' || text.length > MAX_CHARS) return undefined;
  const [, version, traceId, spanId, flags, more] = TRACEPARENT.exec(text) ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === '00' && more !== undefined) return undefined;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) };
}
