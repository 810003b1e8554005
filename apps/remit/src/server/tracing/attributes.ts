/**
 * Every attribute that a span may carry, from one table: the tracers' types and docs/reference/traces.md. Names are those
 * of the OpenTelemetry conventions for MCP and generative AI where there is one, written out here because their status is
 * Development and the library deprecates its constants; ours begin with `remit.`. No argument, no answer, no person, but
 * for the content of model calls where the configuration asks for it.
 */

/** Version of the semantic conventions that the names are of. */
export const SEMCONV_VERSION = '1.45.0';

/** On which spans: the call, a step, the forward step. */
interface AttributeRow {
  readonly on: string;
  readonly says: string;
}

export const SPAN_ATTRIBUTES = {
  'mcp.method.name': { on: 'call, forward', says: '`tools/call`.' },
  'gen_ai.operation.name': {
    on: 'call, forward, model',
    says: '`execute_tool`; of a request to a model `chat`, `embeddings`, `generate_content` or `count_tokens`.',
  },
  'gen_ai.tool.name': {
    on: 'call, forward',
    says: 'Name of the tool, when its server lists it. A name that the caller invented is left out, also of the name of the span.',
  },
  'mcp.session.id': {
    on: 'call',
    says: 'Id of the session in the records (`s.id`), when there is one. Not the id that the client holds, which is a secret.',
  },
  'mcp.protocol.version': { on: 'call', says: 'Protocol revision that the client speaks.' },
  'network.transport': { on: 'call, forward', says: '`tcp`; `pipe` to a server that speaks over stdio.' },
  'server.address': { on: 'forward, model', says: 'Host name of the URL of the server or provider.' },
  'server.port': { on: 'forward, model', says: 'Its port.' },
  'error.type': {
    on: 'all',
    says: 'Why the call was not executed, or left the path at this step: a reason code as in the records, `policy.denied` when the scope alone explains it, `tool_error` when the tool itself reported an error. The status of the span is then Error.',
  },
  'remit.server': { on: 'call, forward', says: 'Configured name of the server; left out for any other name.' },
  'remit.step': { on: 'step, forward', says: 'Name of the step, as in ARCHITECTURE.md.' },
  'http.request.method': { on: 'model call', says: '`POST`.' },
  'http.route': { on: 'model call', says: 'Endpoint that was called.' },
  'gen_ai.provider.name': { on: 'model', says: 'Kind of the provider, such as `openai` or `aws.bedrock`.' },
  'gen_ai.request.model': { on: 'model', says: 'Model that was asked, as the provider names it.' },
  'gen_ai.request.max_tokens': { on: 'model', says: 'Output cap as sent.' },
  'gen_ai.request.temperature': { on: 'model', says: 'As the caller set it.' },
  'gen_ai.request.top_p': { on: 'model', says: 'As the caller set it.' },
  'gen_ai.request.top_k': { on: 'model', says: 'As the caller set it.' },
  'gen_ai.request.frequency_penalty': { on: 'model', says: 'As the caller set it.' },
  'gen_ai.request.presence_penalty': { on: 'model', says: 'As the caller set it.' },
  'gen_ai.request.seed': { on: 'model', says: 'As the caller set it.' },
  'gen_ai.request.choice.count': { on: 'model', says: 'Answers asked for, when more than one.' },
  'gen_ai.request.stream': { on: 'model', says: 'Present and true for a stream.' },
  'gen_ai.response.id': { on: 'model', says: 'Id of the answer at the provider.' },
  'gen_ai.response.model': { on: 'model', says: 'Model that the answer names.' },
  'gen_ai.response.finish_reasons': { on: 'model', says: "How it ended, in the provider's words." },
  'gen_ai.response.time_to_first_chunk': { on: 'model', says: 'Seconds from sending to the first byte of a stream.' },
  'gen_ai.usage.input_tokens': { on: 'model', says: 'Input tokens, those read from and written to a cache included.' },
  'gen_ai.usage.output_tokens': { on: 'model', says: 'Output tokens, reasoning included.' },
  'gen_ai.usage.cache_read.input_tokens': { on: 'model', says: 'Of the input: read from a cache.' },
  'gen_ai.usage.cache_creation.input_tokens': { on: 'model', says: 'Of the input: written to a cache.' },
  'gen_ai.usage.reasoning.output_tokens': {
    on: 'model',
    says: 'Of the output: reasoning, where the provider counts it.',
  },
  'gen_ai.input.messages': { on: 'model', says: 'Only with `telemetry.otlp.content`: what was asked, as JSON.' },
  'gen_ai.output.messages': { on: 'model', says: 'Only with `telemetry.otlp.content`: what was answered, as JSON.' },
  'gen_ai.system_instructions': {
    on: 'model',
    says: 'Only with `telemetry.otlp.content`: text before the conversation.',
  },
  'openai.api.type': { on: 'model', says: '`chat_completions` or `responses`.' },
  'openai.response.service_tier': { on: 'model', says: 'Of the OpenAI APIs.' },
  'openai.response.system_fingerprint': { on: 'model', says: 'Of the OpenAI APIs.' },
  'remit.provider': { on: 'model', says: 'Configured name of the account.' },
  'remit.model.requested': { on: 'model', says: 'Model as callers name it here: the name of its route.' },
  'remit.attempt': { on: 'model', says: '0, and one more for each retry or fallback.' },
  'remit.scope': { on: 'model', says: 'Id of the scope in force.' },
  'remit.finish': {
    on: 'model',
    says: '`complete`, `length`, `tool_use`, `filtered`, `paused`, `truncated`, `error`, `aborted`.',
  },
  'remit.usage.source': {
    on: 'model',
    says: '`provider`, or why something else was settled: `bound`, `partial`, `error_status`, `not_sent`.',
  },
  'remit.cost.nanousd': {
    on: 'model',
    says: 'What was settled, in billionths of a dollar; left out where nothing has a price.',
  },
  'remit.decision': {
    on: 'call',
    says: '`permit`, `permit_with_conditions`, `deny`, `deny_not_enforced`; `none`: it could not be recorded.',
  },
  'remit.outcome': {
    on: 'call, model',
    says: '`executed`, `errored`, `unknown`, `refused`, `not_forwarded`, `unavailable`.',
  },
  'remit.decision.id': { on: 'call, model', says: 'Id of the record of the decision: `remit trace explain ID`.' },
  'remit.outcome.id': { on: 'call, model', says: 'Id of the record of the outcome.' },
} as const satisfies Readonly<Record<string, AttributeRow>>;

/** What a span may carry. */
export type SpanAttributes = {
  -readonly [Name in keyof typeof SPAN_ATTRIBUTES]?: string | number | boolean | string[];
};
