import type { ProviderManifest } from '../manifest.ts';
import { bedrockErrorText } from './errors.ts';
import { createBedrockFrames } from './frames.ts';
import { withCountedHeaders } from './usage.ts';

/**
 * Amazon Bedrock, for callers of the Messages API: `/invoke` takes and gives what Anthropic's API does, but for the model,
 * which stands in the path, and the stream, which comes in binary frames (llm-gateway reference §1).
 */
export const bedrock: ProviderManifest = {
  kind: 'bedrock',
  prices: 'aws',
  otel: 'aws.bedrock',
  urlIn: (region) => `https://bedrock-runtime.${region}.amazonaws.com`,
  paths: {
    'anthropic.messages': (model, stream) =>
      `/model/${encodeURIComponent(model)}/invoke${stream ? '-with-response-stream' : ''}`,
  },
  credential: 'aws-sigv4',
  passes: ['traceparent', 'tracestate'],
  returns: ['x-amzn-requestid', 'retry-after'],
  envelope: 'bedrock',
  frames: { type: 'application/vnd.amazon.eventstream', open: createBedrockFrames },
  counted: withCountedHeaders,
  errorText: bedrockErrorText,
  // Bodies name the model without the region of its profile, which the price depends on.
  pricedAsAsked: true,
  billsAfterAbort: true,
};
