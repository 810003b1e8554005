/**
 * Spans of one call: the call itself, a child for each step, and the forward step as the client of the server. Names and
 * attributes follow the OpenTelemetry conventions for MCP; see attributes.ts for what they may hold.
 */
import type { HrTime, Span, SpanContext, Tracer } from '@opentelemetry/api';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Clock } from '@remit/core';
import type { CallOrigin, CallTrace, CallTracer, Forwarded } from '@remit/gateway';
import type { SpanAttributes } from './attributes.ts';
import { readContext, writeContext } from './trace-context.ts';

/** How a server is reached. */
export interface UpstreamPlace {
  readonly 'network.transport': 'tcp' | 'pipe';
  readonly 'server.address'?: string;
  readonly 'server.port'?: number;
}

export interface CallTracerDeps {
  readonly tracer: Tracer;
  readonly clock: Clock;
  /** The place of a configured server; undefined for any other name. */
  readonly placeOf: (server: string) => UpstreamPlace | undefined;
}

const METHOD = 'tools/call';

/** A server may list a tool under a name of any length. */
const MAX_NAME = 128;

/** Follows every call that is sampled; sends on the client's own context with the others. */
export function createCallTracer({ tracer, clock, placeOf }: CallTracerDeps): CallTracer {
  return {
    begin(request) {
      const started = performance.now();
      // One anchor a call: the wall clock may step while it runs, durations may not.
      const epoch = clock.now() - started;
      const at = (ms: number): HrTime => hrTime(epoch + ms);
      const { parent, linked } = contextsOf(request.origin);
      const place = placeOf(request.server);
      // Threat: a name that the caller made up may say anything, also who somebody is. A listed tool is the server's name.
      const listed = request.definition !== undefined && place !== undefined;
      const name = listed ? `${METHOD} ${request.tool.slice(0, MAX_NAME)}` : METHOD;
      const about: SpanAttributes = {
        'mcp.method.name': METHOD,
        'gen_ai.operation.name': 'execute_tool',
        ...(listed ? { 'gen_ai.tool.name': request.tool } : {}),
        ...(place === undefined ? {} : { 'remit.server': request.server }),
      };
      const { session, origin } = request;
      const attributes: SpanAttributes = {
        ...about,
        'network.transport': 'tcp',
        ...(session === undefined ? {} : { 'mcp.session.id': session.id }),
        ...(origin === undefined ? {} : { 'mcp.protocol.version': origin.protocol }),
      };
      const root = tracer.startSpan(
        name,
        { kind: SpanKind.SERVER, startTime: at(started), attributes, links: linked.map((context) => ({ context })) },
        parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent),
      );
      if (!root.isRecording()) return passedOn(parent);
      const within = trace.setSpan(ROOT_CONTEXT, root);
      let forward: Span | undefined;
      let why: string | undefined;

      return {
        step(step, from, to, code) {
          why ??= code;
          const span =
            step === 'forward' && forward !== undefined
              ? forward
              : tracer.startSpan(step, { startTime: at(from), attributes: { 'remit.step': step } }, within);
          if (code !== undefined) fail(span, code);
          span.end(at(to));
        },
        forwarding() {
          const own: SpanAttributes = { ...about, ...place, 'remit.step': 'forward' };
          const startTime = at(performance.now());
          forward = tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime, attributes: own }, within);
          return writeContext(forward.spanContext());
        },
        forwarded(answer) {
          why = errorType(answer);
          if (why !== undefined && forward !== undefined) fail(forward, why);
        },
        end({ decision, outcome, decisionId, outcomeId }) {
          const end: SpanAttributes = {
            'remit.decision': decision,
            'remit.outcome': outcome,
            ...(decisionId === undefined ? {} : { 'remit.decision.id': decisionId }),
            ...(outcomeId === undefined ? {} : { 'remit.outcome.id': outcomeId }),
          };
          root.setAttributes(end);
          if (outcome !== 'executed') fail(root, why ?? '_OTHER');
          root.end(at(performance.now()));
        },
      };
    },
  };
}

/**
 * The MCP message's own context is the parent and the HTTP request's is linked, as the conventions for MCP ask: one request
 * may carry several messages. When the message has none, the request's is the parent.
 */
function contextsOf(origin: CallOrigin | undefined): { parent: SpanContext | undefined; linked: SpanContext[] } {
  const meta = readContext(origin?.meta);
  const header = readContext(origin?.header);
  if (meta === undefined || header === undefined) return { parent: meta ?? header, linked: [] };
  return { parent: meta, linked: meta.spanId === header.spanId && meta.traceId === header.traceId ? [] : [header] };
}

/** A call that is not sampled: whoever comes next hears what we heard. */
function passedOn(context: SpanContext | undefined): CallTrace {
  return {
    step() {},
    forwarding: () => (context === undefined ? undefined : writeContext(context)),
    forwarded() {},
    end() {},
  };
}

function errorType({ status, why }: Forwarded): string | undefined {
  if (status === 'executed') return undefined;
  return why === 'tool.is-error' ? 'tool_error' : (why ?? '_OTHER');
}

function fail(span: Span, errorType: string): void {
  const attributes: SpanAttributes = { 'error.type': errorType };
  span.setAttributes(attributes).setStatus({ code: SpanStatusCode.ERROR });
}

function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1_000_000)];
}
