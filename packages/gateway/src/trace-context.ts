/** W3C trace context as the gateway carries it from the wire layer to a tracer and back. It never looks inside. */

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
