/** Spans as an OTLP ExportTraceServiceRequest in JSON: ids in hex, 64-bit integers as text (OTLP 1.x, "JSON Protobuf Encoding"). */
import type { Attributes, AttributeValue, HrTime, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';

/** Bits of `flags` beyond those of W3C: whether it is known that the parent, or linked span, is of another process. */
const REMOTE_KNOWN = 0x100;
const REMOTE = 0x200;

/** The request body. `resource`: what the process is; all spans are of one instrumentation scope. */
export function encodeSpans(
  spans: readonly ReadableSpan[],
  resource: Attributes,
  scope: { readonly name: string; readonly version: string },
): string {
  const scopeSpans = [{ scope, spans: spans.map(spanOf) }];
  return JSON.stringify({ resourceSpans: [{ resource: { attributes: attributesOf(resource) }, scopeSpans }] });
}

function spanOf(span: ReadableSpan) {
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    ...(parent === undefined ? {} : { parentSpanId: parent.spanId }),
    ...stateOf(context),
    flags: flagsOf(context.traceFlags, parent),
    name: span.name,
    // The kinds of OTLP begin at 1, those of the API at 0.
    kind: span.kind + 1,
    startTimeUnixNano: nanos(span.startTime),
    endTimeUnixNano: nanos(span.endTime),
    attributes: attributesOf(span.attributes),
    links: span.links.map(({ context: linked }) => ({
      traceId: linked.traceId,
      spanId: linked.spanId,
      ...stateOf(linked),
      flags: flagsOf(linked.traceFlags, linked),
    })),
    status: { code: span.status.code },
  };
}

function stateOf({ traceState }: SpanContext): { traceState?: string } {
  return traceState === undefined ? {} : { traceState: traceState.serialize() };
}

function flagsOf(flags: number, other: SpanContext | undefined): number {
  return flags | REMOTE_KNOWN | (other?.isRemote === true ? REMOTE : 0);
}

function attributesOf(attributes: Attributes) {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: valueOf(value) }],
  );
}

function valueOf(value: AttributeValue): object {
  if (Array.isArray(value))
    return {
      arrayValue: { values: value.flatMap((one) => (one === null || one === undefined ? [] : [valueOf(one)])) },
    };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value !== 'number') return { stringValue: String(value) };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

function nanos([seconds, rest]: HrTime): string {
  return String(BigInt(seconds) * 1_000_000_000n + BigInt(rest));
}
