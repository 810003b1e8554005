/** Bedrock as an upstream of the Messages API, and what is told of calls to models while they run. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const bedrock = 'reference/llm-gateway.md §1, "Gemini / Bedrock"';

const telemetry = 'issue LLM gateway 8';

export const requirements = {
  'llm.bedrock-signed': tested(
    'AWS Signature Version 4',
    'Requests to Bedrock are signed over the body as sent; an independent reading of the specification agrees.',
  ),
  'llm.bedrock-body': tested(
    bedrock,
    'Model and stream leave the body, the version joins it; all else keeps its bytes.',
  ),
  'llm.bedrock-stream': tested(bedrock, "Frames come out as the server-sent events of Anthropic's API."),
  'llm.bedrock-frames': tested(
    'Amazon event stream encoding',
    'Every split of frames gives the same events; every changed byte is noticed.',
  ),
  'llm.bedrock-cut': tested(
    'BerriAI/litellm#32159',
    'Cut streams, exceptions in them and broken frames are errors in the dialect, settled at the bound.',
  ),
  'llm.bedrock-errors': tested(bedrock, 'Errors of Bedrock come in the form of the Messages API.'),
  'llm.bedrock-usage': tested(
    'reference/llm-gateway.md §2',
    'Where body and headers count differently the bound is settled.',
  ),
  'llm.bedrock-price': tested(
    'reference/llm-gateway.md §5',
    'Ids of an area cost what the regional rows say, by the model asked for.',
  ),
  'llm.bedrock-recorded': tested(bedrock, 'Recorded answers of Anthropic models on Bedrock pass unchanged.'),
  'llm.bedrock-config': tested(
    'issue LLM gateway 1',
    'An account on Bedrock needs region and credentials, and takes no key.',
  ),
  'budget.price-bedrock': tested('reference/llm-gateway.md §5', 'Every id of a regional row of Bedrock has its price.'),
  'llm.config-redacted': tested(
    'issue LLM gateway 1, keys at rest',
    'The record of the configuration holds no credential of a provider.',
  ),
  'llm.observer': tested(
    telemetry,
    'An observer hears of each step, attempt and refusal of a request to a model, and its trace context goes to the provider.',
  ),
  'otlp.models': tested(
    'OpenTelemetry semantic conventions 1.45.0, GenAI',
    'Each attempt is a client span named by operation and model, with usage, cached tokens included, and cost as remit.*.',
  ),
  'otlp.models-wire': tested(
    telemetry,
    'From a real process spans of requests to models arrive, and /metrics counts them by scope.',
  ),
  'otlp.models-content': tested(telemetry, 'Content of requests and answers leaves only when the configuration asks.'),
} satisfies Requirements;
