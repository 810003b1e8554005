/** An upper bound that is held for one attempt until it is settled or released (llm-gateway reference §4.2). */
import type { Amounts, BudgetUnit } from '../amounts.ts';

/** What one reservation holds in one window of one account. */
export interface Draw {
  readonly limit: string;
  /** Form of the limit at admission. */
  readonly version: string;
  readonly account: string;
  /** The window at admission. It never changes: what is settled after midnight lands in yesterday's window. */
  readonly window: string;
  readonly unit: BudgetUnit;
}

/** A reservation that is held. Its draws ride in the decision record, so the ledger is the only journal. */
export interface Reservation {
  /** Id of the attempt: that of its decision record. */
  readonly id: string;
  readonly draws: readonly Draw[];
  /** Upper bound of what the attempt can cost, in each unit. */
  readonly upper: Amounts;
  /** Limits of mode soft or warn that this attempt takes past their amount. */
  readonly past: readonly string[];
}

/** Why a reservation was refused: the first hard limit that it would have passed. Amounts in the unit of that limit. */
export interface BudgetRefusal {
  readonly limit: string;
  readonly account: string;
  readonly window: string;
  readonly unit: BudgetUnit;
  /** What the limit allows in the window. */
  readonly amount: number;
  readonly settled: number;
  readonly held: number;
  /** The upper bound that did not fit. */
  readonly asked: number;
  /** When the window ends, in milliseconds since the epoch. Absent for a lifetime. */
  readonly resetsAt?: number;
}

/** How a settlement ended. `not-held`: the reservation was settled or released before, so nothing was changed. */
export type Settled =
  | { readonly kind: 'settled'; readonly overrun: readonly Overrun[] }
  | { readonly kind: 'not-held' };

/** The part of a settlement that passed its reservation: the bound was not sound. */
export interface Overrun {
  readonly limit: string;
  readonly unit: BudgetUnit;
  readonly by: number;
}
