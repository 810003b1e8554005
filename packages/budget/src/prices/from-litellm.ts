/**
 * Prices from LiteLLM's `model_prices_and_context_window.json`, as an operator may hold it. Dollars a token become
 * pico-USD by their digits. What cannot be read is named, and nothing of the file is used in that case.
 */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { z } from 'zod';
import { picoUsd } from './pico.ts';
import type { PriceRow, Rate, RateKind, Rates } from './price-row.ts';

const Price = z.union([z.number().min(0), z.string()]);
const Entry = z.looseObject({
  litellm_provider: z.string().optional(),
  max_input_tokens: z.union([z.number(), z.string()]).optional(),
});

/** LiteLLM's names of providers that this gateway knows by another. */
const PROVIDERS: Readonly<Record<string, string>> = {
  bedrock: 'aws',
  bedrock_converse: 'aws',
  gemini: 'google',
  vertex_ai: 'google',
  'vertex_ai-language-models': 'google',
  xai: 'x-ai',
  together_ai: 'together',
  fireworks_ai: 'fireworks',
};

const KEYS: Readonly<Record<string, RateKind>> = {
  input_cost_per_token: 'input',
  cache_read_input_token_cost: 'cacheRead',
  cache_creation_input_token_cost: 'cacheWrite',
  cache_creation_input_token_cost_above_1hr: 'cacheWrite1h',
  input_cost_per_audio_token: 'inputAudio',
  output_cost_per_token: 'output',
  output_cost_per_reasoning_token: 'reasoning',
  output_cost_per_audio_token: 'outputAudio',
};
const TIER = /_above_(\d+)k_tokens$/;

/** Rows of every entry that has a price a token; entries that price pictures or minutes are passed over. */
export function litellmPriceRows(file: unknown): Result<PriceRow[], string> {
  const entries = z.record(z.string(), z.unknown()).safeParse(file);
  if (!entries.success) return err('the file is not an object of models');
  const rows: PriceRow[] = [];
  for (const [name, value] of Object.entries(entries.data)) {
    if (name === 'sample_spec') continue;
    const entry = Entry.safeParse(value);
    if (!entry.success) return err(`${name}: not an object with prices`);
    if (entry.data['input_cost_per_token'] === undefined) continue;
    const rates = ratesOf(entry.data);
    if (typeof rates === 'string') return err(`${name}: ${rates}`);
    const listed = entry.data.litellm_provider ?? '';
    const provider = PROVIDERS[listed] ?? listed;
    if (provider === '') return err(`${name}: without litellm_provider`);
    const context = Number(entry.data.max_input_tokens);
    const model = name.startsWith(`${listed}/`) ? name.slice(listed.length + 1) : name;
    rows.push({ provider, model, ...(Number.isSafeInteger(context) ? { context } : {}), periods: [{ rates }] });
  }
  return ok(rows);
}

function ratesOf(entry: Readonly<Record<string, unknown>>): Rates | string {
  const rates: Partial<Record<RateKind, Rate>> = {};
  for (const [key, value] of Object.entries(entry)) {
    const tier = TIER.exec(key);
    const kind = KEYS[tier === null ? key : key.slice(0, tier.index)];
    if (kind === undefined || value === null) continue;
    const price = Price.safeParse(value);
    const rate = price.success ? picoUsd(price.data, 12) : undefined;
    if (rate === undefined) return `${key} is not a price`;
    const before: Rate = rates[kind] ?? { base: 0n, tiers: [] };
    rates[kind] =
      tier === null
        ? { ...before, base: rate }
        : { ...before, tiers: [...before.tiers, { above: Number(tier[1]) * 1_000, rate }].sort(byStart) };
  }
  const { input, output } = rates;
  if (input === undefined) return 'without input_cost_per_token';
  return { ...rates, input, output: output ?? { base: 0n, tiers: [] } };
}

function byStart(a: { readonly above: number }, b: { readonly above: number }): number {
  return a.above - b.above;
}
