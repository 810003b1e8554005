/**
 * Spans of one request to a model: the request itself, a child for each step, and each attempt as the client of its
 * provider, named and described as the OpenTelemetry conventions for generative AI ask.
 */
import type { HrTime, Span, Tracer } from '@opentelemetry/api';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Clock } from '@remit/core';
import type { CallWatch, LlmCall, LlmObserver, ObservedAnswer, ObservedAttempt } from '@remit/llm';
import type { SpanAttributes } from './attributes.ts';
import { inputMessages, outputMessages, systemText } from './model-content.ts';
import { readContext, writeContext } from './trace-context.ts';

export interface ModelTracerDeps {
  readonly tracer: Tracer;
  readonly clock: Clock;
  /** True: what was asked and answered goes out too. */
  readonly content: boolean;
}

const ROUTES: Readonly<Record<string, string>> = {
  'openai.chat': '/v1/chat/completions',
  'openai.responses': '/v1/responses',
  'openai.embeddings': '/v1/embeddings',
  'anthropic.messages': '/v1/messages',
  'anthropic.count_tokens': '/v1/messages/count_tokens',
  'gemini.generate': '/v1beta/models/{model}',
};
const API_TYPES: Readonly<Record<string, string>> = {
  'openai.chat': 'chat_completions',
  'openai.responses': 'responses',
};
const PARAMS = ['temperature', 'top_p', 'top_k', 'frequency_penalty', 'presence_penalty', 'seed'] as const;

/** Follows every request that is sampled; of others the caller's context goes on as it came. */
export function createModelTracer({ tracer, clock, content }: ModelTracerDeps): LlmObserver {
  return {
    begin(call) {
      const started = performance.now();
      // One anchor a call: the wall clock may step while it runs, durations may not.
      const epoch = clock.now() - started;
      const at = (ms: number): HrTime => hrTime(epoch + ms);
      const parent = contextIn(call);
      const route = ROUTES[call.dialect.id] ?? call.dialect.id;
      const about: SpanAttributes = { 'http.request.method': 'POST', 'http.route': route };
      const root = tracer.startSpan(
        `POST ${route}`,
        { kind: SpanKind.SERVER, startTime: at(started), attributes: about },
        parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent),
      );
      if (!root.isRecording()) return unsampled;
      const within = trace.setSpan(ROOT_CONTEXT, root);
      let sent:
        | { readonly span: Span; readonly from: number; ended: number | undefined; first: number | undefined }
        | undefined;
      /** Why the request as it stands came to nothing. */
      let failure: string | undefined;
      const close = (): void => {
        sent?.span.end(at(sent.ended ?? performance.now()));
        sent = undefined;
      };

      return {
        step(step, from, to, code) {
          if (step === 'forward' && sent !== undefined) {
            sent.ended = to;
            if (code !== undefined) fail(sent.span, code);
            return;
          }
          const attributes: SpanAttributes = { 'remit.step': step };
          const span = tracer.startSpan(step, { startTime: at(from), attributes }, within);
          if (code !== undefined) fail(span, code);
          span.end(at(to));
        },
        forwarding(attempt) {
          close();
          const from = performance.now();
          const name = `${call.dialect.operation} ${attempt.target.model}`;
          const attributes = { ...requestOf(call, attempt), ...(content ? askedOf(call) : {}) };
          const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime: at(from), attributes }, within);
          sent = { span, from, ended: undefined, first: undefined };
          return writeContext(span.spanContext());
        },
        firstByte() {
          if (sent !== undefined) sent.first ??= performance.now();
        },
        answered(answer) {
          if (sent === undefined) return;
          const { span, from, first } = sent;
          span.setAttributes({
            ...answerOf(call, answer),
            ...(call.request.stream && first !== undefined
              ? { 'gen_ai.response.time_to_first_chunk': (first - from) / 1_000 }
              : {}),
            ...(content && answer.content !== undefined ? saidOf(answer.content) : {}),
          } satisfies SpanAttributes);
          const { status, why } = answer.out;
          failure = status === 'executed' ? undefined : (why ?? '_OTHER');
          if (failure !== undefined) fail(span, failure);
          close();
        },
        refused(code, scope) {
          const attributes: SpanAttributes = scope === undefined ? {} : { 'remit.scope': scope };
          root.setAttributes(attributes);
          failure = code;
        },
        end() {
          close();
          if (failure !== undefined) fail(root, failure);
          root.end(at(performance.now()));
        },
      };
    },
  };
}

const unsampled: CallWatch = {
  step() {},
  forwarding: () => undefined,
  firstByte() {},
  answered() {},
  refused() {},
  end() {},
};

function contextIn({ headers }: LlmCall) {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== 'string') return undefined;
  return readContext({ traceparent, ...(typeof tracestate === 'string' ? { tracestate } : {}) });
}

function requestOf({ dialect, request }: LlmCall, { target, attempt, cap, verdict }: ObservedAttempt): SpanAttributes {
  const { hostname, port, protocol } = new URL(target.account.url);
  const attributes: SpanAttributes = {
    'gen_ai.operation.name': dialect.operation,
    'gen_ai.provider.name': target.account.manifest.otel,
    'gen_ai.request.model': target.model,
    'remit.provider': target.account.name,
    'remit.model.requested': request.model,
    'remit.attempt': attempt,
    'server.address': hostname,
    'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    ...(cap === undefined ? {} : { 'gen_ai.request.max_tokens': cap }),
    ...(request.choices > 1 ? { 'gen_ai.request.choice.count': request.choices } : {}),
    ...(request.stream ? { 'gen_ai.request.stream': true } : {}),
    ...(verdict.scope === undefined ? {} : { 'remit.scope': verdict.scope.id }),
  };
  const type = API_TYPES[dialect.id];
  if (type !== undefined) attributes['openai.api.type'] = type;
  for (const name of PARAMS) {
    const value = request.params[name];
    if (typeof value === 'number') attributes[`gen_ai.request.${name}`] = value;
  }
  return attributes;
}

function answerOf(
  { dialect }: LlmCall,
  { out, facts, use, priced, decisionId, outcomeId }: ObservedAnswer,
): SpanAttributes {
  const openai = dialect.id.startsWith('openai.');
  const sum = (of: (usage: (typeof use.models)[number]['usage']) => number): number =>
    use.models.reduce((total, { usage }) => total + of(usage), 0);
  const usage: SpanAttributes =
    use.models.length === 0
      ? {}
      : {
          'gen_ai.usage.input_tokens': sum(({ input }) => input),
          'gen_ai.usage.output_tokens': sum(({ output }) => output),
          'gen_ai.usage.cache_read.input_tokens': sum(({ cacheRead }) => cacheRead),
          'gen_ai.usage.cache_creation.input_tokens': sum(({ cacheWrite, cacheWrite1h }) => cacheWrite + cacheWrite1h),
          'gen_ai.usage.reasoning.output_tokens': sum(({ reasoning }) => reasoning),
        };
  const [model] = facts?.models ?? [];
  return {
    ...usage,
    ...(facts?.id === undefined ? {} : { 'gen_ai.response.id': facts.id }),
    ...(model === undefined ? {} : { 'gen_ai.response.model': model }),
    ...(facts === undefined
      ? {}
      : { 'gen_ai.response.finish_reasons': [...facts.finish.raw], 'remit.finish': facts.finish.how }),
    ...(openai && facts?.fingerprint !== undefined ? { 'openai.response.system_fingerprint': facts.fingerprint } : {}),
    ...(openai && facts?.tier !== undefined ? { 'openai.response.service_tier': facts.tier } : {}),
    'remit.outcome': out.status,
    'remit.usage.source': use.source,
    ...(priced ? { 'remit.cost.nanousd': use.spent.nanousd } : {}),
    'remit.decision.id': decisionId,
    'remit.outcome.id': outcomeId,
  };
}

function askedOf({ request }: LlmCall): SpanAttributes {
  const [messages, system] = [inputMessages(request.body.json), systemText(request.system)];
  return {
    ...(messages === undefined ? {} : { 'gen_ai.input.messages': messages }),
    ...(system === undefined ? {} : { 'gen_ai.system_instructions': system }),
  };
}

function saidOf(content: Uint8Array): SpanAttributes {
  const messages = outputMessages(content);
  return messages === undefined ? {} : { 'gen_ai.output.messages': messages };
}

function fail(span: Span, errorType: string): void {
  const attributes: SpanAttributes = { 'error.type': errorType };
  span.setAttributes(attributes).setStatus({ code: SpanStatusCode.ERROR });
}

function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1_000_000)];
}
