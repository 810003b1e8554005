import type { ProviderManifest } from '../manifest.ts';
import { openaiPaths } from '../manifest.ts';

/** Any server that speaks the OpenAI APIs: vLLM, Ollama, Groq, Mistral. Its prices are the operator's to name. */
export const openaiCompatible: ProviderManifest = {
  kind: 'openai-compatible',
  prices: 'openai-compatible',
  otel: 'openai',
  paths: openaiPaths,
  credential: 'bearer',
  passes: ['traceparent', 'tracestate'],
  returns: ['x-request-id', 'retry-after'],
  capMember: 'max_tokens',
  billsAfterAbort: true,
};
