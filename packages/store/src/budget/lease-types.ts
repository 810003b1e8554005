/**
 * What several gateways share of budgets: slices of limits, leased from rows that all of them see (llm-gateway reference
 * §4.6). Amounts are integers from 0 in the unit of the limit. A gateway says what it has as totals, never as
 * differences, so that saying it twice changes nothing.
 */

/** One account of one limit in one window. */
export interface SliceKey {
  readonly limit: string;
  readonly account: string;
  readonly window: string;
  /** Number of the sub-bucket of a rolling window; 0 for every other window. */
  readonly bucket: number;
}

/** What a holder has in one window, and what it has made of it. */
export interface SliceReport extends SliceKey {
  /** What it holds from now on: at least settled + held. More than before only by an overrun. */
  readonly amount: number;
  readonly settled: number;
  readonly held: number;
  readonly overrun: number;
  /** Nothing can come in this window any more: what was settled stays, the slice ends. */
  readonly retired: boolean;
  /** Rolling windows: the oldest sub-bucket that still counts. Older ones are forgotten when one is retired. */
  readonly since?: number;
}

/** What a holder asks for. */
export interface SliceAsk extends SliceKey {
  readonly amount: number;
  readonly settled: number;
  readonly held: number;
  readonly overrun: number;
  readonly since?: number;
  /** What the limit allows over all holders. */
  readonly allowed: number;
  /** False: the limit is soft, so the least is granted whatever is left. */
  readonly hard: boolean;
  /** Less than this is of no use. From 0. */
  readonly least: number;
  /** At least `least`. */
  readonly wanted: number;
}

/** Sums over all holders, the ended ones too. */
export interface SliceSums extends SliceKey {
  /** What is given away: what was settled by holders that ended, and the slices of the living. */
  readonly amount: number;
  readonly settled: number;
  readonly held: number;
  readonly overrun: number;
}

export type Taken =
  /** One for each ask, in order. `past`: the limit is soft and used up. */
  | { readonly kind: 'granted'; readonly slices: readonly { readonly amount: number; readonly past: boolean }[] }
  /** The ask of this index cannot be granted, so nothing was. `settled` and `held`: what stands in its way. */
  | { readonly kind: 'short'; readonly index: number; readonly settled: number; readonly held: number }
  /** The holder was silent for too long, and another one has begun to settle what it left. */
  | { readonly kind: 'fenced' };

/** A holder that is gone and not settled. */
export interface LostHolder {
  readonly id: string;
  readonly writer: string;
  /** Origin of the log that its decisions are in. */
  readonly log: string;
  /** Its decisions have an index in the log from here on. */
  readonly from: number;
  /** And below this, where the same writer came back as another holder. */
  readonly until?: number;
}

/** What a writer's decisions came to, as the ledger tells it. */
export interface SpentInWindow extends SliceKey {
  readonly settled: number;
  readonly overrun: number;
}

/** Leases of budgets over one database. Each method is one transaction. Rejects when the database cannot be reached. */
export interface BudgetLeases {
  /** Milliseconds that a holder may be silent. */
  readonly ttlMs: number;
  /** Makes a holder. `log`: origin of the log, `from`: its size before the holder's first decision. Resolves with its id. */
  register(writer: string, log: string, from: number): Promise<string>;
  /** All of the asks or none. */
  take(holder: string, asks: readonly SliceAsk[]): Promise<Taken>;
  /** Says what the holder has now; also with nothing to say, to stay alive. */
  report(holder: string, reports: readonly SliceReport[]): Promise<'kept' | 'fenced'>;
  /** Ends a holder that knows of all that it did. What is held counts as settled. */
  leave(holder: string, reports: readonly SliceReport[]): Promise<'kept' | 'fenced'>;
  /** Sums by window of these limits. */
  sums(limits: readonly string[]): Promise<readonly SliceSums[]>;
  /** Holders that were silent for too long, fenced by this call or by one before: they can take and report nothing. */
  fenceSilent(): Promise<readonly LostHolder[]>;
  /** Ends a fenced holder: its slices are given back, but for what it spent. False when another process was first. */
  settleLost(holder: string, spent: readonly SpentInWindow[]): Promise<boolean>;
  /** Writers that are or were holders. */
  writers(): Promise<ReadonlySet<string>>;
  /** Records of a log whose decisions by other writers are counted. */
  counted(log: string): Promise<number>;
  /** Counts what other writers spent in records `from` to `to` (exclusive). False when another process was first. */
  count(log: string, from: number, to: number, spent: readonly SpentInWindow[]): Promise<boolean>;
}
