import type { ProviderManifest } from '../manifest.ts';
import { anthropicPaths } from '../manifest.ts';

/** api.anthropic.com. */
export const anthropic: ProviderManifest = {
  kind: 'anthropic',
  prices: 'anthropic',
  otel: 'anthropic',
  url: 'https://api.anthropic.com',
  paths: anthropicPaths,
  credential: 'x-api-key',
  passes: ['anthropic-version', 'anthropic-beta', 'traceparent', 'tracestate'],
  returns: ['request-id', 'anthropic-organization-id', 'retry-after'],
  billsAfterAbort: true,
};
