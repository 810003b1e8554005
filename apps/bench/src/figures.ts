/** What a measurement gives: rows for the reader, and figures that are held against a limit. */

/** One figure. Without `limit` it is information. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: { readonly atMost: number } | { readonly atLeast: number };
  /** A better value that is aimed at; missing it is not a failure. */
  readonly goal?: number;
}

/** One of the measurements (a) to (h). */
export interface Section {
  readonly title: string;
  /** What was done, in one or two sentences: warm-up, rounds, what is counted. */
  readonly how: string;
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  readonly figures: readonly Figure[];
}

/** True when there is no limit or it holds. A figure that is not a number meets nothing. */
export function isMet({ value, limit }: Figure): boolean {
  if (limit === undefined) return true;
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
}

/** The middle of some values; NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which `share` of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
