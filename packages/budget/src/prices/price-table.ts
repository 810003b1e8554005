/**
 * A version of the prices: exact model ids only, with the digest that records name, so that an auditor can compute every
 * settlement again (llm-gateway reference §5). Unknown is not free: without a row there is no price.
 */
import { canonicalize, sha256, toHex, utf8 } from '@remit/core';
import type { PriceRow, Rate, RateKind, RatePeriod } from './price-row.ts';

export interface PriceTable {
  /** Lowercase hex SHA-256 of {@link PriceTable.text}. */
  readonly version: string;
  /** RFC 8785 text of all rows in order of provider and model: what is kept as a blob beside the ledger. */
  readonly text: string;
  /** The row of an exact id, or undefined. */
  row(provider: string, model: string): PriceRow | undefined;
  rows(): Iterable<PriceRow>;
}

/** A table of these rows. Of two rows of one model the later one holds: contract prices come after list prices. */
export function createPriceTable(rows: Iterable<PriceRow>): PriceTable {
  const byKey = new Map<string, PriceRow>();
  for (const row of rows) byKey.set(keyOf(row.provider, row.model), row);
  const sorted = [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const text = canonicalize({ v: 1, unit: 'pico-USD', rows: sorted.map(plainRow) });
  return {
    version: toHex(sha256(utf8(text))),
    text,
    row: (provider, model) => byKey.get(keyOf(provider, model)),
    rows: () => sorted,
  };
}

function keyOf(provider: string, model: string): string {
  return `${provider}\n${model}`;
}

function plainRow(row: PriceRow) {
  return {
    provider: row.provider,
    model: row.model,
    ...(row.context === undefined ? {} : { context: row.context }),
    periods: row.periods.map(plainPeriod),
  };
}

function plainPeriod({ rates, from, daily }: RatePeriod) {
  const plain: Record<string, { base: string; tiers: { above: number; rate: string }[] }> = {};
  // Proof: the keys of Rates are RateKind; Object.keys only loses the type.
  for (const kind of Object.keys(rates) as RateKind[]) {
    const rate = rates[kind];
    if (rate !== undefined) plain[kind] = plainRate(rate);
  }
  return {
    rates: plain,
    ...(from === undefined ? {} : { from }),
    ...(daily === undefined ? {} : { daily: { from: daily.from, to: daily.to } }),
  };
}

function plainRate(rate: Rate) {
  return {
    base: String(rate.base),
    tiers: rate.tiers.map(({ above, rate: price }) => ({ above, rate: String(price) })),
  };
}
