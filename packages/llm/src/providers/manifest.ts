/** What is particular about a provider, declared: a folder each, read by one upstream client (llm-gateway reference §1). */
import type { DialectId } from '../dialects/dialect.ts';

/** How a provider wants its key. */
export type Credential = 'bearer' | 'x-api-key' | 'x-goog-api-key' | 'api-key';

/** Path of an API at the provider. `stream`: where streaming has a path of its own. */
export type PathOf = (model: string, stream: boolean) => string;

export interface ProviderManifest {
  /** Name in the configuration. */
  readonly kind: string;
  /** Name in price tables, by the ids of genai-prices. */
  readonly prices: string;
  /** `gen_ai.provider.name` of OpenTelemetry. */
  readonly otel: string;
  /** Where it is, unless the configuration says otherwise. */
  readonly url?: string;
  /** APIs that it speaks. */
  readonly paths: Readonly<Partial<Record<DialectId, PathOf>>>;
  readonly credential: Credential;
  /** Headers of the caller that go on to it, in lower case. None of them is ever a credential. */
  readonly passes: readonly string[];
  /** Headers of its answer that go on to the caller, besides the content type. */
  readonly returns: readonly string[];
  /** See `Changes` of the dialects. */
  readonly capMember?: string;
  readonly usageOption?: boolean;
  /** False: known to bill nothing for what it would have written after a caller has gone. Unknown is true. */
  readonly billsAfterAbort: boolean;
}

const same =
  (path: string): PathOf =>
  () =>
    path;

/** Paths of the OpenAI APIs below a base URL that ends before `/v1`. */
export const openaiPaths = {
  'openai.chat': same('/v1/chat/completions'),
  'openai.responses': same('/v1/responses'),
  'openai.embeddings': same('/v1/embeddings'),
} as const satisfies ProviderManifest['paths'];

/** Paths of the Anthropic APIs. */
export const anthropicPaths = {
  'anthropic.messages': same('/v1/messages'),
  'anthropic.count_tokens': same('/v1/messages/count_tokens'),
} as const satisfies ProviderManifest['paths'];
