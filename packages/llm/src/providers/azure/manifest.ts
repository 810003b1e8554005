import type { ProviderManifest } from '../manifest.ts';

/** Azure OpenAI, v1 API: model ids are names of deployments, so their prices are the operator's to map. */
export const azure: ProviderManifest = {
  kind: 'azure',
  prices: 'azure',
  otel: 'azure.ai.openai',
  paths: {
    'openai.chat': () => '/openai/v1/chat/completions',
    'openai.responses': () => '/openai/v1/responses',
    'openai.embeddings': () => '/openai/v1/embeddings',
  },
  credential: 'api-key',
  passes: ['traceparent', 'tracestate'],
  returns: ['apim-request-id', 'x-request-id', 'x-ms-region', 'retry-after', 'retry-after-ms'],
  billsAfterAbort: true,
};
