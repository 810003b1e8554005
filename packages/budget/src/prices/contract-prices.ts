/** Prices of an operator's own: contract prices, names of deployments, models that no list has. Dollars as text. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { z } from 'zod';
import { picoUsd } from './pico.ts';
import type { PriceRow, Rate, RateKind } from './price-row.ts';

const Dollars = z.string().regex(/^\d{1,9}(\.\d{1,12})?$/, 'dollars as text, such as "0.15"');

const Row = z.strictObject({
  provider: z.string().min(1).max(64),
  model: z.string().min(1).max(128),
  context: z.int().min(1).max(100_000_000).optional(),
  'per-million': z.strictObject({
    input: Dollars,
    output: Dollars,
    'cache-read': Dollars.optional(),
    'cache-write': Dollars.optional(),
    'cache-write-1h': Dollars.optional(),
  }),
  'per-request': Dollars.optional(),
});

/** The file's format, version 1. */
const PriceFile = z.strictObject({ 'remit-prices': z.literal(1), prices: z.array(Row) });

/** Rows of a parsed file, or the first thing that is wrong with it. */
export function contractPriceRows(file: unknown): Result<PriceRow[], string> {
  const parsed = PriceFile.safeParse(file);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return err(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a price file'}`);
  }
  return ok(
    parsed.data.prices.map(({ provider, model, context, 'per-million': million, 'per-request': request }) => ({
      provider,
      model,
      ...(context === undefined ? {} : { context }),
      periods: [
        {
          rates: {
            input: rate(million.input, 6),
            output: rate(million.output, 6),
            ...optional('cacheRead', million['cache-read'], 6),
            ...optional('cacheWrite', million['cache-write'], 6),
            ...optional('cacheWrite1h', million['cache-write-1h'], 6),
            ...optional('request', request, 12),
          },
        },
      ],
    })),
  );
}

function optional(kind: RateKind, dollars: string | undefined, exponent: number): Partial<Record<RateKind, Rate>> {
  return dollars === undefined ? {} : { [kind]: rate(dollars, exponent) };
}

function rate(dollars: string, exponent: number): Rate {
  // The schema has accepted the digits.
  return { base: picoUsd(dollars, exponent) ?? 0n, tiers: [] };
}
