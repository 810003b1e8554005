import { calcPrice } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractPriceRows } from './contract-prices.ts';
import { costBound, costOf, NO_USAGE } from './cost.ts';
import { genaiPriceRows } from './from-genai-prices.ts';
import { litellmPriceRows } from './from-litellm.ts';
import { nanoFromPico, picoUsd } from './pico.ts';
import type { PriceRow } from './price-row.ts';
import { createPriceTable } from './price-table.ts';

const AT = Date.parse('2026-11-25T12:00:00Z');
const table = createPriceTable(genaiPriceRows());
const priced = (provider: string, model: string): PriceRow => {
  const row = table.row(provider, model);
  if (row === undefined) throw new Error(`no price of ${provider}/${model}`);
  return row;
};

describe('prices', () => {
  it('[budget.pico] decimal digits become integers, a remainder is rounded up', () => {
    expect(picoUsd(0.15, 6)).toBe(150_000n);
    expect(picoUsd(1.5e-7, 12)).toBe(150_000n);
    expect(picoUsd('0.1', 6)).toBe(100_000n);
    expect(picoUsd(0.08333333333333333, 6)).toBe(83_334n);
    for (const bad of ['-1', 'abc', '', 'NaN', '1e9999']) expect(picoUsd(bad, 6), bad).toBeUndefined();
    expect(nanoFromPico(1n)).toBe(1n);
    expect(nanoFromPico(2_000n)).toBe(2n);
  });

  it('[budget.price-exact] only exact ids have a price; a name that only begins like one has none', () => {
    expect(table.row('openai', 'gpt-4o-mini-2024-07-18')).toBeDefined();
    expect(table.row('openai', 'gpt-4o-mini-foo')).toBeUndefined();
    expect(table.row('anthropic', 'claude-sonnet-4-0-turbo')).toBeUndefined();
    expect(table.row('google', 'gemini-2.5-pro-ultra')).toBeUndefined();
    expect([...table.rows()].length).toBeGreaterThan(300);
  });

  it('[budget.price-bedrock] ids of one area on Bedrock cost what its regional rows say, a tenth more than global ones', () => {
    const model = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
    const use = { ...NO_USAGE, input: 1_000_000, output: 1_000_000 };
    const global = costOf(priced('aws', `global.${model}`), use, AT);
    expect(global).toBe(18_000_000_000n);
    for (const area of ['us.', 'eu.', 'apac.', ''])
      expect(costOf(priced('aws', area + model), use, AT)).toBe((global * 11n) / 10n);
    expect(table.row('aws', `mars.${model}`)).toBeUndefined();
  });

  it('[budget.price-tier] a tier is a cliff: above it the whole prompt takes its rate', () => {
    const row = priced('google', 'gemini-2.5-pro');
    expect(costOf(row, { ...NO_USAGE, input: 300_000 }, AT)).toBe(750_000_000n);
    expect(costOf(row, { ...NO_USAGE, input: 200_000 }, AT)).toBe(250_000_000n);
    expect(costBound(row, { input: 200_000, output: 0, webSearches: 0 })).toBe(250_000_000n);
  });

  it('[budget.price-daily] what changes with the time of day is reserved at the highest and settled at its own', () => {
    const row: PriceRow = {
      provider: 'deepseek',
      model: 'x',
      periods: [
        { rates: { input: { base: 10_000n, tiers: [] }, output: { base: 0n, tiers: [] } } },
        {
          rates: { input: { base: 4_000n, tiers: [] }, output: { base: 0n, tiers: [] } },
          daily: { from: 990, to: 30 },
        },
      ],
    };
    expect(costOf(row, { ...NO_USAGE, input: 1 }, Date.parse('2026-11-25T12:00:00Z'))).toBe(10n);
    expect(costOf(row, { ...NO_USAGE, input: 1 }, Date.parse('2026-11-25T23:00:00Z'))).toBe(4n);
    expect(costOf(row, { ...NO_USAGE, input: 1 }, Date.parse('2026-11-25T00:29:00Z'))).toBe(4n);
    expect(costBound(row, { input: 1, output: 0, webSearches: 0 })).toBe(10n);
  });

  it('[budget.price-oracle] costs are those of genai-prices, rounded up to a nano-dollar', () => {
    const rows = [...table.rows()].filter((row) => ['openai', 'anthropic', 'google', 'groq'].includes(row.provider));
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        fc.nat(400_000),
        fc.nat(100_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (row, input, output, cached) => {
          const cacheRead = Math.floor(input * cached);
          const ours = Number(costOf(row, { ...NO_USAGE, input, output, cacheRead }, AT));
          const theirs = calcPrice(
            { input_tokens: input, output_tokens: output, cache_read_tokens: cacheRead },
            row.model,
            { providerId: row.provider, timestamp: new Date(AT) },
          );
          // The same id may stand in two rows of their data; ours is the exact one.
          if (theirs === null || theirs.model.id !== row.model) return;
          expect(Math.abs(ours - theirs.total_price * 1e9)).toBeLessThanOrEqual(1 + theirs.total_price * 1e-6);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('[budget.price-bound] no usage within a bound costs more than the bound', () => {
    const rows = [...table.rows()];
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        fc.nat(500_000),
        fc.nat(100_000),
        fc.array(fc.nat(1_000_000), { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 1.7e12, max: 1.9e12 }),
        (row, most, mostOut, parts, at) => {
          const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = parts;
          const input = a % (most + 1);
          const output = b % (mostOut + 1);
          const cacheRead = c % (input + 1);
          const cacheWrite = d % (input - cacheRead + 1);
          const cacheWrite1h = e % (input - cacheRead - cacheWrite + 1);
          const inputAudio = f % (input - cacheRead - cacheWrite - cacheWrite1h + 1);
          const reasoning = g % (output + 1);
          const outputAudio = h % (output - reasoning + 1);
          const usage = {
            input,
            cacheRead,
            cacheWrite,
            cacheWrite1h,
            inputAudio,
            output,
            reasoning,
            outputAudio,
            webSearches: 0,
          };
          expect(costOf(row, usage, at) <= costBound(row, { input: most, output: mostOut, webSearches: 0 })).toBe(true);
        },
      ),
    );
  });

  it('[budget.price-version] the version is the digest of the rows, whatever their order; a later row wins', () => {
    const rows = genaiPriceRows();
    expect(createPriceTable([...rows].reverse().reverse()).version).toBe(table.version);
    const contract: PriceRow = {
      provider: 'openai',
      model: 'gpt-4o-mini',
      periods: [{ rates: { input: { base: 1n, tiers: [] }, output: { base: 1n, tiers: [] } } }],
    };
    const own = createPriceTable([...rows, contract]);
    expect(own.version).not.toBe(table.version);
    expect(own.row('openai', 'gpt-4o-mini')).toBe(contract);
  });

  it("[budget.price-litellm] LiteLLM's file is read to the digit, and refused whole at its first bad entry", () => {
    const rows = litellmPriceRows({
      sample_spec: {},
      'gpt-4o-mini': {
        litellm_provider: 'openai',
        input_cost_per_token: 1.5e-7,
        output_cost_per_token: 6e-7,
        max_input_tokens: 128000,
      },
      'gemini/gemini-2.5-pro': {
        litellm_provider: 'gemini',
        input_cost_per_token: 1.25e-6,
        input_cost_per_token_above_200k_tokens: 2.5e-6,
        output_cost_per_token: 1e-5,
      },
      'dall-e-3': { litellm_provider: 'openai', input_cost_per_pixel: 1e-8 },
    });
    if (!rows.ok) throw new Error(rows.error);
    expect(rows.value.map((row) => `${row.provider}/${row.model}`)).toEqual([
      'openai/gpt-4o-mini',
      'google/gemini-2.5-pro',
    ]);
    expect(rows.value[0]?.periods[0]?.rates.input.base).toBe(150_000n);
    expect(rows.value[1]?.periods[0]?.rates.input.tiers).toEqual([{ above: 200_000, rate: 2_500_000n }]);
    expect(litellmPriceRows({ a: { litellm_provider: 'openai', input_cost_per_token: -1 } })).toEqual({
      ok: false,
      error: 'a: input_cost_per_token is not a price',
    });
    expect(litellmPriceRows([])).toEqual({ ok: false, error: 'the file is not an object of models' });
  });

  it('[budget.price-contract] contract prices are dollars as text; a file that is wrong is refused with the place', () => {
    const rows = contractPriceRows({
      'remit-prices': 1,
      prices: [
        {
          provider: 'azure',
          model: 'my-deployment',
          context: 128_000,
          'per-million': { input: '0.15', output: '0.6' },
          'per-request': '0.001',
        },
      ],
    });
    if (!rows.ok) throw new Error(rows.error);
    const [row] = rows.value;
    if (row === undefined) throw new Error('no row');
    expect(costOf(row, { ...NO_USAGE, input: 1_000_000, output: 1_000_000 }, AT)).toBe(751_000_000n);
    expect(
      contractPriceRows({
        'remit-prices': 1,
        prices: [{ provider: 'a', model: 'b', 'per-million': { input: 0.15, output: '1' } }],
      }),
    ).toMatchObject({
      ok: false,
      error: expect.stringContaining('prices.0.per-million.input'),
    });
  });
});
