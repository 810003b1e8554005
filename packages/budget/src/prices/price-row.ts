/** What one model of one provider costs. Rates are pico-USD a token, or a piece where the name says so. */

/** One rate. A tier is a cliff: when the whole prompt is longer than `above`, all tokens take the tier's rate. */
export interface Rate {
  readonly base: bigint;
  /** Ascending by `above`, a number of input tokens. */
  readonly tiers: readonly { readonly above: number; readonly rate: bigint }[];
}

/** Rates by kind of token. A kind without a rate costs what {@link RateKind} names as its fallback. */
export type Rates = Readonly<Partial<Record<RateKind, Rate>>> & Readonly<Record<'input' | 'output', Rate>>;

/**
 * Kinds of tokens and pieces. `cacheRead`, `cacheWrite`, `cacheWrite1h`, `inputAudio` fall back to `input`;
 * `reasoning`, `outputAudio` to `output`; `request` and `webSearch` are pieces and fall back to nothing.
 */
export type RateKind =
  | 'input'
  | 'cacheRead'
  | 'cacheWrite'
  | 'cacheWrite1h'
  | 'inputAudio'
  | 'output'
  | 'reasoning'
  | 'outputAudio'
  | 'request'
  | 'webSearch';

/** Rates of a period: from a day on, or between two times of the day (UTC). */
export interface RatePeriod {
  readonly rates: Rates;
  /** First day, milliseconds since the epoch. */
  readonly from?: number;
  /** Minutes of the day in UTC, from inclusive, to exclusive; `to` smaller than `from` passes midnight. */
  readonly daily?: { readonly from: number; readonly to: number };
}

export interface PriceRow {
  /** Provider as the price table names it, such as `openai`, `anthropic`, `aws`. */
  readonly provider: string;
  /** The exact model id. Nothing is matched by prefix or pattern. */
  readonly model: string;
  /** Size of the context window in tokens, where known. */
  readonly context?: number;
  /** Later ones win over earlier ones that hold at the same moment. Never empty; the first holds always. */
  readonly periods: readonly RatePeriod[];
}

/** The rates in force at a moment. */
export function ratesAt(row: PriceRow, now: number): Rates {
  for (let i = row.periods.length - 1; i > 0; i--) {
    const period = row.periods[i];
    if (period !== undefined && holds(period, now)) return period.rates;
  }
  const first = row.periods[0];
  if (first === undefined) throw new TypeError(`${row.provider}/${row.model}: a price row without rates`);
  return first.rates;
}

/** The rate for a prompt of so many input tokens. */
export function rateFor(rate: Rate, inputTokens: number): bigint {
  let held = rate.base;
  for (const tier of rate.tiers) if (inputTokens > tier.above) held = tier.rate;
  return held;
}

const MINUTE_MS = 60_000;

function holds({ from, daily }: RatePeriod, now: number): boolean {
  if (from !== undefined && now < from) return false;
  if (daily === undefined) return true;
  const minute = Math.floor(now / MINUTE_MS) % 1_440;
  return daily.from <= daily.to ? minute >= daily.from && minute < daily.to : minute >= daily.from || minute < daily.to;
}
