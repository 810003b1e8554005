/**
 * The most that an attempt can come to (llm-gateway reference §4.3). Input tokens are bounded by the bytes that are sent:
 * a byte-level BPE token covers at least one byte. What a provider adds by itself is bounded apart, and what no count of
 * bytes bounds is bounded by the context window, or not at all.
 */
import type { PriceRow } from '@remit/budget';
import { costBound } from '@remit/budget';
import type { LlmRequest } from '../dialects/dialect.ts';

/** Tokens that providers add to describe tools: at most 561 more than the bytes in 174 recorded exchanges. */
const TOOL_PREAMBLE = 1_024;
/** Tokens of roles, separators and the like that stand in no byte of the body. */
const FRAME = 64;

/** Why there is no bound. */
export type Unbounded = 'input_unbounded' | 'price_unknown';

export interface BoundInput {
  readonly request: LlmRequest;
  /** Bytes of the body as sent. */
  readonly bytes: number;
  /** Output cap as sent, for each choice. Undefined: none, so the output is bounded by nothing. */
  readonly cap: number | undefined;
  readonly price: PriceRow | undefined;
}

/** The most of each unit; undefined where nothing bounds it, and then why. */
export interface UpperBound {
  readonly tokens: number | undefined;
  readonly nanousd: number | undefined;
  readonly why?: Unbounded;
}

/** The bound in tokens and in money. Each attempt is one request. */
export function upperBound({ request, bytes, cap, price }: BoundInput): UpperBound {
  const none: UpperBound = { tokens: undefined, nanousd: undefined, why: 'input_unbounded' };
  const context = price?.context;
  // A provider that runs tools asks the model again with what they gave, as often as it likes.
  if (request.tools.some(({ ran }) => ran === 'provider')) return none;
  if (request.unbounded.length > 0 && context === undefined) return none;
  if (request.hasOutput && cap === undefined) return none;
  const counted = bytes + FRAME + (request.tools.length > 0 ? TOOL_PREAMBLE : 0);
  const input = request.unbounded.length > 0 ? Math.max(counted, context ?? 0) : counted;
  const output = request.hasOutput ? ((cap ?? 0) + request.beyondCap) * request.choices : 0;
  const tokens = input + output;
  if (!Number.isSafeInteger(tokens)) return none;
  if (price === undefined) return { tokens, nanousd: undefined, why: 'price_unknown' };
  const nano = costBound(price, { input, output, webSearches: 0 });
  if (nano > BigInt(Number.MAX_SAFE_INTEGER)) return { tokens, nanousd: undefined, why: 'input_unbounded' };
  return { tokens, nanousd: Number(nano) };
}
