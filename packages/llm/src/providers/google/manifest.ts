import type { ProviderManifest } from '../manifest.ts';

/** The Gemini API. */
export const google: ProviderManifest = {
  kind: 'google',
  prices: 'google',
  otel: 'gcp.gemini',
  url: 'https://generativelanguage.googleapis.com',
  paths: {
    'gemini.generate': (model, stream) =>
      `/v1beta/models/${encodeURIComponent(model)}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  },
  credential: 'x-goog-api-key',
  passes: ['x-goog-user-project', 'traceparent', 'tracestate'],
  returns: ['x-request-id', 'retry-after'],
  billsAfterAbort: true,
};
