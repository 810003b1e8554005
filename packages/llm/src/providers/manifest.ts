/** What is particular about a provider, declared: a folder each, read by one upstream client (llm-gateway reference §1). */
import type { AnswerFacts, DialectId } from '../dialects/dialect.ts';
import type { Headers } from '../upstream/answer-end.ts';

/** How a provider wants its key. `aws-sigv4`: a signature over each request; the account has a signer. */
export type Credential = 'bearer' | 'x-api-key' | 'x-goog-api-key' | 'api-key' | 'aws-sigv4';

/** Turns a provider's own framing of a stream into the server-sent events of the API. */
export interface FrameReader {
  /** Takes what came and gives the events in it. @throws nothing: see {@link FrameReader.fault}. */
  push(chunk: Uint8Array): Uint8Array;
  /** Why the frames cannot be read on. */
  fault(): string | undefined;
  /** What the provider itself said ended the answer. */
  exception(): string | undefined;
  /** True when the last frame has not ended. */
  midFrame(): boolean;
}

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
  /** The same where it depends on the region of the account. */
  readonly urlIn?: (region: string) => string;
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
  /** See `Changes` of the dialects. */
  readonly envelope?: 'bedrock';
  /** How it frames streams, when not as server-sent events. */
  readonly frames?: { readonly type: string; readonly open: () => FrameReader };
  /** Compares what an answer says of its usage with what its headers say. */
  readonly counted?: (facts: AnswerFacts, headers: Headers) => AnswerFacts;
  /** The words of an error answer that is not in the form of the API; the caller gets them in that form. */
  readonly errorText?: (body: Uint8Array) => string | undefined;
  /** True: settled by the price of the model that was asked for, whatever name the answer gives it. */
  readonly pricedAsAsked?: true;
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
