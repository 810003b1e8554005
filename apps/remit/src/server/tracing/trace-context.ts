/**
 * W3C Trace Context, read and written. A client's context is hostile input and only ever says where lines are drawn: what
 * does not follow the format is as if it were not there. W3C Trace Context §3.2, §3.3.
 */
import type { SpanContext } from '@opentelemetry/api';
import { createTraceState, isSpanContextValid } from '@opentelemetry/api';
import type { TraceContext } from '@remit/gateway';

// Later versions may add fields behind the flags (§3.2.4); version ff does not exist.
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Longest text that is looked at. */
const MAX_CHARS = 512;

/** `sampled` and `random`, the flags that exist. */
const KNOWN_FLAGS = 0x03;

/** The context that the texts say; undefined when they say none. */
export function readContext(text: TraceContext | undefined): SpanContext | undefined {
  if (text === undefined || text.traceparent.length > MAX_CHARS) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(text.traceparent) ?? [];
  if (version === undefined || (version === '00' && more !== undefined)) return undefined;
  const state = text.tracestate === undefined ? undefined : createTraceState(text.tracestate);
  const context = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & KNOWN_FLAGS,
    isRemote: true,
    ...(state === undefined || state.serialize() === '' ? {} : { traceState: state }),
  };
  return isSpanContextValid(context) ? context : undefined;
}

/** The texts of a context, of version 00. */
export function writeContext({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const traceparent = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  return traceState === undefined ? { traceparent } : { traceparent, tracestate: traceState.serialize() };
}
