/**
 * List prices from @pydantic/genai-prices, compiled to integers at load. Only ids that its data names exactly become rows
 * (the model's own id and `equals`): its prefixes and patterns would price a model that nobody has confirmed.
 */
import type { ConditionalPrice, MatchLogic, ModelPrice } from '@pydantic/genai-prices';
import { findProvider } from '@pydantic/genai-prices';
import { picoUsd } from './pico.ts';
import type { PriceRow, Rate, RateKind, RatePeriod, Rates } from './price-row.ts';

/** Providers whose prices are compiled, by the ids of genai-prices. */
export const PRICED_PROVIDERS = [
  'anthropic',
  'aws',
  'azure',
  'cerebras',
  'cohere',
  'deepseek',
  'fireworks',
  'google',
  'groq',
  'mistral',
  'moonshotai',
  'openai',
  'openrouter',
  'perplexity',
  'together',
  'x-ai',
] as const;

/** Price keys that have a kind here, with the power of ten of their unit. Others price what this gateway does not carry. */
const KEYS: Readonly<Record<string, readonly [RateKind, number]>> = {
  input_mtok: ['input', 6],
  cache_read_mtok: ['cacheRead', 6],
  cache_write_mtok: ['cacheWrite', 6],
  cache_write_1h_mtok: ['cacheWrite1h', 6],
  input_audio_mtok: ['inputAudio', 6],
  output_mtok: ['output', 6],
  output_reasoning_mtok: ['reasoning', 6],
  output_audio_mtok: ['outputAudio', 6],
  requests_kcount: ['request', 9],
  web_searches_kcount: ['webSearch', 9],
};

/** All rows. Models without a price for input tokens are left out; one without output tokens (embeddings) has output 0. */
export function genaiPriceRows(): PriceRow[] {
  return PRICED_PROVIDERS.flatMap((providerId) => {
    const provider = findProvider({ providerId });
    if (provider === undefined) return [];
    return provider.models.flatMap(({ id, match, prices, context_window: context }) => {
      const periods = periodsOf(prices);
      if (periods.length === 0) return [];
      return [...new Set([id, ...exactIds(match), ...bedrockIds(providerId, id)])].map((model) => ({
        provider: providerId,
        model,
        ...(context === undefined ? {} : { context }),
        periods,
      }));
    });
  });
}

/** Areas of Bedrock's cross-region profiles; an id without one names the model in the region of the call. */
const BEDROCK_AREAS = ['us.', 'us-gov.', 'eu.', 'apac.', 'au.', 'ca.', 'jp.', ''];
const REGIONAL = 'regional.';

/** The ids that callers of Bedrock use for a row that stands for all areas (llm-gateway reference §5). */
function bedrockIds(providerId: string, id: string): string[] {
  if (providerId !== 'aws' || !id.startsWith(REGIONAL)) return [];
  return BEDROCK_AREAS.map((area) => area + id.slice(REGIONAL.length));
}

function exactIds(match: MatchLogic): string[] {
  if ('equals' in match) return [match.equals];
  return 'or' in match ? match.or.flatMap(exactIds) : [];
}

function periodsOf(prices: ConditionalPrice[] | ModelPrice): RatePeriod[] {
  if (!isConditional(prices)) {
    const rates = ratesOf(prices);
    return rates === undefined ? [] : [{ rates }];
  }
  return prices.flatMap(({ constraint, prices: price }) => {
    const rates = ratesOf(price);
    if (rates === undefined) return [];
    if (constraint === undefined) return [{ rates }];
    if (constraint.type === 'start_date') return [{ rates, from: Date.parse(constraint.start_date) }];
    return [{ rates, daily: { from: minuteOf(constraint.start_time), to: minuteOf(constraint.end_time) } }];
  });
}

function isConditional(prices: ConditionalPrice[] | ModelPrice): prices is ConditionalPrice[] {
  return Array.isArray(prices);
}

function ratesOf(price: ModelPrice): Rates | undefined {
  const rates: Partial<Record<RateKind, Rate>> = {};
  for (const [key, value] of Object.entries(price)) {
    const kind = KEYS[key];
    if (kind === undefined || value === undefined) continue;
    const [name, exponent] = kind;
    const rate = rateOf(value, exponent);
    if (rate === undefined) return undefined;
    rates[name] = rate;
  }
  const { input, output } = rates;
  if (input === undefined) return undefined;
  return { ...rates, input, output: output ?? { base: 0n, tiers: [] } };
}

function rateOf(value: number | { base: number; tiers: { start: number; price: number }[] }, exponent: number) {
  const [base, tiers] = typeof value === 'number' ? [value, []] : [value.base, value.tiers];
  const exact = picoUsd(base, exponent);
  if (exact === undefined) return undefined;
  const steps: { above: number; rate: bigint }[] = [];
  for (const { start, price } of [...tiers].sort((a, b) => a.start - b.start)) {
    const rate = picoUsd(price, exponent);
    if (rate === undefined) return undefined;
    steps.push({ above: start, rate });
  }
  return { base: exact, tiers: steps };
}

/** `16:30:00Z` as a minute of the day in UTC. */
function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
