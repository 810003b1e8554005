/** What a book of budgets offers, and what the path of a call asks of it. */
import type { Result } from '@remit/core';
import type { Amounts } from '../amounts.ts';
import type { BudgetLimit, BudgetSubject } from './limit.ts';
import type { BudgetRefusal, Reservation, Settled } from './reservation.ts';
import type { Sums } from './tally.ts';
import type { Shortage } from './weigh.ts';

/** Nothing is held, for nobody can say whether it fits: the place that gateways share could not be asked. */
export interface BudgetsUnavailable {
  /** The limit that more was needed of. */
  readonly limit: string;
  readonly unavailable: string;
}

/**
 * Budgets as the path of a call sees them: one book in this process, or slices of what several processes share. Whether a
 * reservation fits is known at once where it can be, and later where a slice must be asked for.
 */
export interface Budgets {
  /** The limits that hold for the subject. */
  holdingFor(subject: BudgetSubject): readonly BudgetLimit[];
  /** Holds the upper bound under every limit that holds for the subject, or under none. */
  reserve(
    request: ReserveRequest,
  ): Result<Reservation, BudgetRefusal> | Promise<Result<Reservation, BudgetRefusal | BudgetsUnavailable>>;
  /** Replaces what is held by what it came to. A second settlement of an attempt changes nothing and says so. */
  settle(id: string, actual: Amounts): Settled;
  /** Gives back what is held. Only for an attempt of which no byte was sent. False when it is not held. */
  release(id: string): boolean;
  /**
   * True while the reservation is held and nobody has counted it as lost. Asked once its decision is durable: whoever
   * counts what this process left finds that decision.
   */
  stands(id: string): boolean | Promise<boolean>;
}

/** What the attempt asks for. */
export interface ReserveRequest {
  /** Id of the attempt. An id that is held already is refused by an exception: it names another attempt. */
  readonly id: string;
  readonly subject: BudgetSubject;
  readonly upper: Amounts;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The state of one account of one limit at a moment. */
export interface BudgetState extends Sums {
  readonly limit: BudgetLimit;
  readonly account: string;
  readonly window: string;
  /** What the limit, or this process's share of it, allows in the window. */
  readonly allowed: number;
  readonly resetsAt?: number;
}

export interface BudgetBook extends Budgets {
  /** Puts a limit in force, or its next form. What was spent stays: editing a limit never resets it. @throws BudgetError `budget.limit-changed` when unit, window or scope differ from what the id meant before. */
  declare(limit: BudgetLimit): void;
  /** Takes a limit out of force. Its sums are kept for the case that it comes back. */
  withdraw(id: string): void;
  limits(): readonly BudgetLimit[];
  /** The limits that hold for the subject. */
  holdingFor(subject: BudgetSubject): readonly BudgetLimit[];
  /** Holds the upper bound under every limit that holds for the subject, or under none. */
  reserve(request: ReserveRequest): Result<Reservation, BudgetRefusal>;
  /** Holds more for an attempt that became larger after it was admitted. On refusal nothing changes. */
  extend(id: string, more: Amounts, now: number): Result<Reservation, BudgetRefusal>;
  /** Replaces what is held by what it came to. A second settlement of an attempt changes nothing and says so. */
  settle(id: string, actual: Amounts): Settled;
  /** Gives back what is held. Only for an attempt of which no byte was sent. False when it is not held. */
  release(id: string): boolean;
  /** True while it is held: nobody has counted it as lost. */
  stands(id: string): boolean;
  /** What is held under this id. */
  reservation(id: string): Reservation | undefined;
  /** Limits under which the attempt does not fit now, the soft ones too. */
  shortages(request: ReserveRequest): readonly Shortage[];
  /** Reservations without an end, oldest first. */
  held(): Iterable<Reservation>;
  /** Takes up a reservation as the ledger tells it, without asking whether it fits: it was admitted once. */
  adopt(reservation: Reservation): void;
  /** What a late outcome adds to an attempt that was settled at its upper bound: amounts only rise. */
  raise(reservation: Reservation, actual: Amounts): Settled;
  /** What one account has in one window that is still kept. */
  sumsOf(limit: string, account: string, window: string): Sums;
  /** Forgets what an account settled in a window that nothing is held in: another keeps it from now on. */
  forget(limit: string, account: string, window: string): void;
  /** Every account that holds for the subject. */
  state(subject: BudgetSubject, now: number): readonly BudgetState[];
  /** Every account that has been used. */
  all(now: number): Iterable<BudgetState>;
}
