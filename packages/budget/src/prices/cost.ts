/**
 * What an attempt costs, and the most that it can cost (llm-gateway reference §4.3, §5). Sums are BigInt in pico-USD and
 * rounded up to nano-USD once.
 */
import { nanoFromPico } from './pico.ts';
import type { PriceRow, Rate, RateKind, Rates } from './price-row.ts';
import { rateFor, ratesAt } from './price-row.ts';

/** Tokens of one model in one attempt. Integers from 0. */
export interface ModelUsage {
  /** All input tokens, cached ones and audio included. */
  readonly input: number;
  readonly cacheRead: number;
  /** Written to a cache of the default duration. */
  readonly cacheWrite: number;
  readonly cacheWrite1h: number;
  readonly inputAudio: number;
  /** All output tokens, reasoning and audio included. */
  readonly output: number;
  readonly reasoning: number;
  readonly outputAudio: number;
  /** Searches that the provider ran. */
  readonly webSearches: number;
}

/** The usage of an attempt that used nothing. */
export const NO_USAGE: ModelUsage = {
  input: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWrite1h: 0,
  inputAudio: 0,
  output: 0,
  reasoning: 0,
  outputAudio: 0,
  webSearches: 0,
};

/** Nano-USD of this usage at the moment that the attempt was sent. Parts that exceed their whole are counted in full. */
export function costOf(row: PriceRow, usage: ModelUsage, sentAt: number): bigint {
  const rates = ratesAt(row, sentAt);
  const at = (kind: RateKind, fallback: Rate): bigint => rateFor(rates[kind] ?? fallback, usage.input);
  const { input, output } = rates;
  const special = usage.cacheRead + usage.cacheWrite + usage.cacheWrite1h + usage.inputAudio;
  const spoken = usage.reasoning + usage.outputAudio;
  let pico = BigInt(Math.max(0, usage.input - special)) * rateFor(input, usage.input);
  pico += BigInt(usage.cacheRead) * at('cacheRead', input);
  pico += BigInt(usage.cacheWrite) * at('cacheWrite', input);
  pico += BigInt(usage.cacheWrite1h) * at('cacheWrite1h', rates.cacheWrite ?? input);
  pico += BigInt(usage.inputAudio) * at('inputAudio', input);
  pico += BigInt(Math.max(0, usage.output - spoken)) * rateFor(output, usage.input);
  pico += BigInt(usage.reasoning) * at('reasoning', output);
  pico += BigInt(usage.outputAudio) * at('outputAudio', output);
  pico += BigInt(usage.webSearches) * rateFor(rates.webSearch ?? FREE, usage.input);
  pico += rateFor(rates.request ?? FREE, usage.input);
  return nanoFromPico(pico);
}

/** The most that an attempt can use. Integers from 0. */
export interface UsageBound {
  /** Input tokens at most: the sound bound of llm-gateway reference §4.3, or the context window. */
  readonly input: number;
  /** Output tokens at most, over all choices. */
  readonly output: number;
  readonly webSearches: number;
}

/** Nano-USD that no usage within the bound can pass, whatever the time of day and however the input is cached. */
export function costBound(row: PriceRow, bound: UsageBound): bigint {
  let most = 0n;
  for (const { rates } of row.periods) {
    const pico =
      BigInt(bound.input) * highest(rates, INPUT_KINDS, bound.input) +
      BigInt(bound.output) * highest(rates, OUTPUT_KINDS, bound.input) +
      BigInt(bound.webSearches) * highest(rates, ['webSearch'], bound.input) +
      highest(rates, ['request'], bound.input);
    if (pico > most) most = pico;
  }
  return nanoFromPico(most);
}

const FREE: Rate = { base: 0n, tiers: [] };
const INPUT_KINDS = ['input', 'cacheRead', 'cacheWrite', 'cacheWrite1h', 'inputAudio'] as const;
const OUTPUT_KINDS = ['output', 'reasoning', 'outputAudio'] as const;

/** The highest rate of these kinds over every tier that a prompt of at most so many tokens can reach. */
function highest(rates: Rates, kinds: readonly RateKind[], inputTokens: number): bigint {
  let most = 0n;
  for (const kind of kinds) {
    const rate = rates[kind];
    if (rate === undefined) continue;
    if (rate.base > most) most = rate.base;
    for (const tier of rate.tiers) if (inputTokens > tier.above && tier.rate > most) most = tier.rate;
  }
  return most;
}
