/**
 * What the gateway must know of an LLM API to govern a call to it (llm-gateway reference §1 to §3). Only the fields that
 * it acts on are typed; every other byte of request and answer passes as it came.
 */
import type { ModelUsage } from '@remit/budget';
import type { Result } from '@remit/core';
import type { LlmFinish } from '@remit/record';
import type { RequestBody } from '../body/request-body.ts';

/** APIs that callers speak. Also the names that records use. */
export type DialectId =
  | 'openai.chat'
  | 'openai.responses'
  | 'openai.embeddings'
  | 'anthropic.messages'
  | 'anthropic.count_tokens'
  | 'gemini.generate'
  | 'bedrock.converse';

/** A tool that a request offers to the model. */
export interface OfferedTool {
  readonly name: string;
  /** The provider runs it itself, out of our sight (shadow-mcp reference §5). */
  readonly ran?: 'provider';
}

/** One request, read as far as the gateway acts on it. */
export interface LlmRequest {
  readonly body: RequestBody;
  /** Model as the caller named it. */
  readonly model: string;
  readonly stream: boolean;
  /** Cap on output tokens for each choice that the caller set. */
  readonly cap?: number;
  /** False: the API has no output (embeddings, counting). */
  readonly hasOutput: boolean;
  /** Output tokens that the API may add beyond its cap: thinking that is counted apart. */
  readonly beyondCap: number;
  /** Answers that the caller wants at once. */
  readonly choices: number;
  readonly tools: readonly OfferedTool[];
  /** The tool list as sent, for its digest. Undefined: none was sent. */
  readonly toolList: unknown;
  /** Sampling parameters as sent, for their digest. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Text that stands before the conversation (system prompt, instructions), for its commitment. */
  readonly system: unknown;
  /** Parts whose input tokens no byte count bounds, by JSON pointer: media by URL, stored conversations, provider tools. */
  readonly unbounded: readonly string[];
  /** Parts that the gateway refuses whatever the scope says, each with its reason. */
  readonly refused: readonly string[];
  /** Ids of the tool calls whose results the request carries. */
  readonly toolResults: readonly string[];
  /** Session id that the client states about itself. */
  readonly session?: string;
  /** Thread of that session, as the client states it. */
  readonly thread?: string;
  /** Cache key of the client's own: stands for a session where it states none. */
  readonly cacheKey?: string;
  /** For the dialect's own use between reading and sending. */
  readonly usageAsked: boolean;
}

/** What the gateway changes in a request before it is sent. */
export interface Changes {
  /** Model to send it for. */
  readonly model: string;
  /** Output cap to send, for each choice. Absent: as it came. */
  readonly cap?: number;
  /** Member that the provider takes the cap in, where it differs from that of the API's author. */
  readonly capMember?: string;
  /** Form in which the provider takes the request, where it differs from that of the API's author. */
  readonly envelope?: 'bedrock';
  /** False: the provider knows no option that asks for the usage of a stream. */
  readonly usageOption?: boolean;
}

/** The body to send and what differs in it, by JSON pointer. */
export interface Prepared {
  readonly body: Uint8Array;
  readonly changed: readonly string[];
}

/** A tool that the model chose. */
export interface ChosenTool {
  readonly id?: string;
  readonly name: string;
  /** Arguments as the provider minted them: JSON text, put together from its pieces. Absent: none came. */
  readonly args?: string;
  readonly ran?: 'provider';
}

/** Tokens as the provider reports them. `partial`: a part is missing, so the bound is settled. */
export interface ReportedUsage {
  readonly source: 'provider' | 'partial';
  /** One entry for each model that worked on the answer. `model` undefined: the one of the answer. */
  readonly models: readonly { readonly model?: string; readonly usage: ModelUsage }[];
}

/** What an answer says about itself. */
export interface AnswerFacts {
  readonly models: readonly string[];
  readonly id?: string;
  readonly fingerprint?: string;
  readonly tier?: string;
  readonly usage?: ReportedUsage;
  readonly finish: { readonly how: LlmFinish; readonly raw: readonly string[] };
  readonly calls: readonly ChosenTool[];
  /** Ids of what the provider keeps in its account of this answer, which later requests may name. */
  readonly ids?: readonly string[];
}

/** Reads a stream while it passes. */
export interface StreamReader {
  /**
   * Takes what the upstream sent and gives what goes to the caller: whole events only, in their own bytes; the same
   * array when nothing is left out or held back. @throws nothing: what cannot be read makes {@link StreamReader.fault}.
   */
  push(chunk: Uint8Array): Uint8Array;
  /** Why the stream cannot be read on; undefined as long as it can. */
  fault(): string | undefined;
  /** Called when the upstream has ended. `complete`: the terminal signal of the API was seen (llm-gateway reference §3). */
  end(): { readonly complete: boolean; readonly facts: AnswerFacts };
}

/** What the caller is told instead of an answer. */
export interface Refusal {
  readonly status: number;
  /** Machine-readable code, such as `budget_exceeded`. */
  readonly code: string;
  /** The class of the error in the caller's dialect. */
  readonly kind:
    | 'authentication'
    | 'permission'
    | 'not_found'
    | 'invalid_request'
    | 'quota'
    | 'rate_limit'
    | 'upstream'
    | 'unavailable';
  readonly message: string;
  readonly retryAfterMs?: number;
  /** Record of the decision, where it has one of its own. */
  readonly decision?: string;
}

/** One LLM API. */
export interface Dialect {
  readonly id: DialectId;
  /** `gen_ai.operation.name` of OpenTelemetry. */
  readonly operation: string;
  /** Reads a request. The error text is for the caller. `target`: model and streaming where they stand in the URL. */
  read(body: RequestBody, target: { readonly model?: string; readonly stream?: boolean }): Result<LlmRequest, string>;
  /** The bytes to send. Those of the caller where nothing changes. */
  prepare(request: LlmRequest, changes: Changes): Prepared;
  /** Reads an answer that is not streamed. Undefined: it is not an answer of this API. */
  answer(body: Uint8Array): AnswerFacts | undefined;
  stream(request: LlmRequest): StreamReader;
  /** Body of an error in the caller's dialect, as JSON text. */
  errorBody(refusal: Refusal): string;
  /** The event that ends a started stream with an error (llm-gateway reference §3). */
  streamError(refusal: Refusal): string;
}
