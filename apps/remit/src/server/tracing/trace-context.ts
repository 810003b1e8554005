/**
 * W3C Trace Context, read and written. A client's context is hostile input and only ever says where lines are drawn: what
 * does not follow the format is as if it were not there. W3C Trace Context §3.2, §3.3.
 */
import type { SpanContext } from '@opentelemetry/api';
import { createTraceState } from '@opentelemetry/api';
import type { TraceContext } from '@remit/gateway';
import { parseTraceparent } from '@remit/gateway';

/** `sampled` and `random`, the flags that exist. */
const KNOWN_FLAGS = 0x03;

/** The context that the texts say; undefined when they say none. */
export function readContext(text: TraceContext | undefined): SpanContext | undefined {
  if (text === undefined) return undefined;
  const parent = parseTraceparent(text.traceparent);
  if (parent === undefined) return undefined;
  const { traceId, spanId, flags } = parent;
  const state = text.tracestate === undefined ? undefined : createTraceState(text.tracestate);
  return {
    traceId,
    spanId,
    traceFlags: flags & KNOWN_FLAGS,
    isRemote: true,
    ...(state === undefined || state.serialize() === '' ? {} : { traceState: state }),
  };
}

/** The texts of a context, of version 00. */
export function writeContext({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  return traceState === undefined ? { traceparent } : { traceparent, tracestate: traceState.serialize() };
}
