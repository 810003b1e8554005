import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { systemClock } from '@remit/core';
import type { LlmCall, ObservedAnswer, ObservedAttempt } from '@remit/llm';
import { describe, expect, it } from 'vitest';
import { SPAN_ATTRIBUTES } from './attributes.ts';
import { inputMessages, outputMessages, systemText } from './model-content.ts';
import { createModelTracer } from './model-tracer.ts';
import { encodeSpans } from './otlp-json.ts';

const TRACE = 'c'.repeat(32);
const PERSON = 'Erika Mustermann';
const usage = { input: 1_000, cacheRead: 400, cacheWrite: 100, cacheWrite1h: 50, output: 60, reasoning: 20 };
// The tracer reads these members only.
const call = {
  dialect: { id: 'openai.chat', operation: 'chat' },
  request: {
    model: 'small',
    stream: true,
    choices: 2,
    params: { temperature: 0.5, seed: 7, service_tier: 'flex', user: PERSON },
    system: [{ role: 'system', content: 'be kind' }],
    body: { json: { messages: [{ role: 'user', content: `hello from ${PERSON}` }] } },
  },
  caller: { sub: PERSON },
  headers: { traceparent: `00-${TRACE}-${'d'.repeat(16)}-01` },
} as unknown as LlmCall;
const attempt = {
  target: {
    model: 'gpt-4o-mini',
    account: { name: 'openai-eu', url: 'https://api.example', manifest: { otel: 'openai' } },
  },
  attempt: 1,
  cap: 50,
  verdict: { scope: { id: 'loans' } },
} as unknown as ObservedAttempt;
const answer = {
  out: { status: 'executed', ms: 5 },
  facts: {
    models: ['gpt-4o-mini-2024-07-18'],
    id: 'chatcmpl-1',
    fingerprint: 'fp_1',
    tier: 'flex',
    finish: { how: 'complete', raw: ['stop'] },
    calls: [],
  },
  use: { source: 'provider', models: [{ model: 'm', usage }], spent: { nanousd: 123, tokens: 1_060, requests: 1 } },
  content: Buffer.from(
    'data: {"choices":[{"delta":{"content":"bye "}}]}\n\ndata: {"choices":[{"delta":{"content":"now"}}]}\n\ndata: [DONE]\n\n',
  ),
  priced: true,
  decisionId: 'd1',
  outcomeId: 'o1',
} as unknown as ObservedAnswer;

function traced(
  content: boolean,
  play: (tracer: ReturnType<typeof createModelTracer>) => void,
): readonly ReadableSpan[] {
  const memory = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(memory)] });
  play(createModelTracer({ tracer: provider.getTracer('t'), clock: systemClock, content }));
  return memory.getFinishedSpans();
}

function whole(tracer: ReturnType<typeof createModelTracer>) {
  const watch = tracer.begin(call);
  watch.step('decide', performance.now(), performance.now(), undefined);
  const context = watch.forwarding(attempt);
  watch.firstByte();
  watch.step('forward', performance.now(), performance.now(), undefined);
  watch.answered(answer);
  watch.end();
  return context;
}

describe('spans of requests to models', () => {
  it('[otlp.models] an attempt is a client span of the conventions: operation and model, usage with cached tokens, cost as ours', () => {
    let context: unknown;
    const spans = traced(false, (tracer) => {
      context = whole(tracer);
    });
    const [step, client, root] = spans;
    expect(spans.map(({ name, kind }) => [name, kind])).toEqual([
      ['decide', SpanKind.INTERNAL],
      ['chat gpt-4o-mini', SpanKind.CLIENT],
      ['POST /v1/chat/completions', SpanKind.SERVER],
    ]);
    expect(client?.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.request.max_tokens': 50,
      'gen_ai.request.choice.count': 2,
      'gen_ai.request.stream': true,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.seed': 7,
      'gen_ai.response.id': 'chatcmpl-1',
      'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
      'gen_ai.usage.input_tokens': 1_000,
      'gen_ai.usage.output_tokens': 60,
      'gen_ai.usage.cache_read.input_tokens': 400,
      'gen_ai.usage.cache_creation.input_tokens': 150,
      'gen_ai.usage.reasoning.output_tokens': 20,
      'openai.api.type': 'chat_completions',
      'openai.response.service_tier': 'flex',
      'openai.response.system_fingerprint': 'fp_1',
      'server.address': 'api.example',
      'server.port': 443,
      'remit.provider': 'openai-eu',
      'remit.model.requested': 'small',
      'remit.attempt': 1,
      'remit.scope': 'loans',
      'remit.finish': 'complete',
      'remit.outcome': 'executed',
      'remit.usage.source': 'provider',
      'remit.cost.nanousd': 123,
      'remit.decision.id': 'd1',
      'remit.outcome.id': 'o1',
    });
    // The caller's context is the parent; the provider is told the attempt.
    expect(root?.parentSpanContext?.spanId).toBe('d'.repeat(16));
    expect([step, client, root].map((span) => span?.spanContext().traceId)).toEqual([TRACE, TRACE, TRACE]);
    expect(context).toEqual({ traceparent: `00-${TRACE}-${client?.spanContext().spanId}-01` });
    expect(client?.parentSpanContext?.spanId).toBe(root?.spanContext().spanId);
    for (const { attributes } of spans)
      for (const name of Object.keys(attributes)) expect(SPAN_ATTRIBUTES).toHaveProperty([name]);
  });

  it('[otlp.models-content] content and persons leave only when the configuration asks for content', () => {
    const told = (content: boolean): string => encodeSpans(traced(content, whole), {}, { name: 't', version: '0' });
    expect(told(false)).not.toMatch(/Mustermann|be kind|bye now/);
    const all = told(true);
    expect(all).toContain('gen_ai.input.messages');
    for (const said of ['Mustermann', 'be kind', 'bye now']) expect(all).toContain(said);
    expect(all).toContain(
      '{"key":"gen_ai.response.finish_reasons","value":{"arrayValue":{"values":[{"stringValue":"stop"}]}}}',
    );
  });

  it('[otlp.models] a request that was not sent, or whose attempt failed, is an error with its code', () => {
    const [refused] = traced(false, (tracer) => {
      const watch = tracer.begin(call);
      watch.refused('budget_exceeded', 'loans');
      watch.end();
    });
    expect(refused).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'budget_exceeded', 'remit.scope': 'loans' },
    });
    const spans = traced(false, (tracer) => {
      const watch = tracer.begin(call);
      watch.forwarding(attempt);
      watch.answered({ ...answer, out: { status: 'unknown', why: 'llm.truncated' } });
      watch.forwarding(attempt);
      watch.answered(answer);
      watch.forwarding(attempt);
      watch.end();
    });
    expect(spans.map(({ status, attributes }) => [status.code, attributes['error.type']])).toEqual([
      [SpanStatusCode.ERROR, 'llm.truncated'],
      [SpanStatusCode.UNSET, undefined],
      [SpanStatusCode.UNSET, undefined],
      [SpanStatusCode.UNSET, undefined],
    ]);
  });

  it('[otlp.models-content] reads what was said in every API, whole or streamed', () => {
    const part = (content: string) => [{ type: 'text', content }];
    const read = (body: object) => JSON.parse(inputMessages(body as Record<string, unknown>) ?? 'null') as unknown; // plain data
    expect(read({ input: 'a' })).toEqual([{ role: 'user', parts: part('a') }]);
    expect(read({ messages: [{ role: 'assistant', content: [{ type: 'text', text: 'b' }] }] })).toEqual([
      { role: 'assistant', parts: part('b') },
    ]);
    expect(read({ contents: [{ role: 'user', parts: [{ text: 'c' }] }] })).toEqual([
      { role: 'user', parts: part('c') },
    ]);
    expect(systemText({ parts: [{ text: 'd' }] })).toBe(JSON.stringify(part('d')));
    const said = (text: string): string | undefined =>
      /"content":"([^"]*)"/.exec(outputMessages(Buffer.from(text)) ?? '')?.[1];
    const sse = (...events: object[]): string => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
    const output = [{ type: 'message', content: [{ type: 'output_text', text: 'hi' }] }];
    for (const [text, expected] of [
      [JSON.stringify({ choices: [{ message: { content: 'hi' } }] }), 'hi'],
      [JSON.stringify({ content: [{ type: 'text', text: 'hi' }] }), 'hi'],
      [JSON.stringify({ object: 'response', output }), 'hi'],
      [JSON.stringify({ candidates: [{ content: { parts: [{ text: 'hi' }] } }] }), 'hi'],
      [sse({ choices: [{ delta: { content: 'h' } }] }, { choices: [{ delta: { content: 'i' } }] }), 'hi'],
      [sse({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'hi' } }), 'hi'],
      [
        sse(
          { candidates: [{ content: { parts: [{ text: 'h' }] } }] },
          { candidates: [{ content: { parts: [{ text: 'i' }] } }] },
        ),
        'hi',
      ],
      [
        sse(
          { type: 'response.output_text.delta', delta: 'hi' },
          { type: 'response.completed', response: { object: 'response', output } },
        ),
        'hi',
      ],
      ['<html>', undefined],
    ] as const)
      expect(said(text), text).toBe(expected);
  });
});
