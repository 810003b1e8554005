import type { ProviderManifest } from '../manifest.ts';
import { openaiPaths } from '../manifest.ts';

/** api.openai.com. */
export const openai: ProviderManifest = {
  kind: 'openai',
  prices: 'openai',
  otel: 'openai',
  url: 'https://api.openai.com',
  paths: openaiPaths,
  credential: 'bearer',
  passes: ['openai-beta', 'openai-organization', 'openai-project', 'idempotency-key', 'traceparent', 'tracestate'],
  returns: ['x-request-id', 'openai-processing-ms', 'openai-version', 'retry-after', 'retry-after-ms'],
  billsAfterAbort: true,
};
