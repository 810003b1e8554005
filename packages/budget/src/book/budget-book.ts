/**
 * Budgets that cannot be overspent (llm-gateway reference §4.2 to §4.4): an upper bound is reserved before an attempt is
 * sent and settled once after it.
 *
 * Invariant, for each hard limit, account and window: settled + held <= amount + overrun, where overrun is what
 * settlements passed their own reservations by. `reserve` and `extend` check and add in one synchronous step over all
 * limits, so no other call can come between; `settle` and `release` take a reservation out of the map of held ones, so
 * it leaves once. With a sound upper bound overrun is 0 and what is spent never passes the limit.
 */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { Amounts } from '../amounts.ts';
import { areAmounts, NOTHING } from '../amounts.ts';
import { budgetError } from '../errors.ts';
import { windowEnd } from '../window/window.ts';
import { createAccounts } from './accounts.ts';
import type { BudgetLimit, BudgetSubject } from './limit.ts';
import { accountOf } from './limit.ts';
import { createLimitIndex } from './limit-index.ts';
import type { BudgetRefusal, Draw, Overrun, Reservation, Settled } from './reservation.ts';
import type { Sums } from './tally.ts';

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

export interface BudgetBook {
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
  /** Reservations without an end, oldest first. */
  held(): Iterable<Reservation>;
  /** Takes up a reservation as the ledger tells it, without asking whether it fits: it was admitted once. */
  adopt(reservation: Reservation): void;
  /** What a late outcome adds to an attempt that was settled at its upper bound: amounts only rise. */
  raise(reservation: Reservation, actual: Amounts): Settled;
  /** Every account that holds for the subject. */
  state(subject: BudgetSubject, now: number): readonly BudgetState[];
  /** Every account that has been used. */
  all(now: number): Iterable<BudgetState>;
}

export interface BudgetBookDeps {
  /** What this process may give away of a limit in a window; by default all of it. With leases: the slices it holds. */
  readonly allowance?: (limit: BudgetLimit, account: string, window: string) => number;
}

/** An empty book. */
export function createBudgetBook(deps: BudgetBookDeps = {}): BudgetBook {
  const allowance = deps.allowance ?? ((limit: BudgetLimit) => limit.amount);
  const limits = new Map<string, BudgetLimit>();
  const accounts = createAccounts();
  const held = new Map<string, Reservation>();
  let index = createLimitIndex([]);

  const refusal = (limit: BudgetLimit, account: string, window: string, asked: number, now: number): BudgetRefusal => {
    const { settled, held: holds } = accounts.of(limit, account).sums(now);
    const resetsAt = windowEnd(limit.window, now);
    return {
      limit: limit.id,
      account,
      window,
      unit: limit.unit,
      amount: allowance(limit, account, window),
      settled,
      held: holds,
      asked,
      ...(resetsAt === undefined ? {} : { resetsAt }),
    };
  };

  const hold = (draws: readonly Draw[], amounts: Amounts, sign: 1 | -1): void => {
    for (const { limit, account, window, unit } of draws)
      accounts.byId(limit, account)?.change(window, 0, sign * amounts[unit], 0);
  };

  const count = (draws: readonly Draw[], from: Amounts, actual: Amounts, given: Amounts): Settled => {
    const overrun: Overrun[] = [];
    for (const { limit, account, window, unit } of draws) {
      const by = Math.max(0, actual[unit] - from[unit]);
      if (by > 0) overrun.push({ limit, unit, by });
      accounts.byId(limit, account)?.change(window, actual[unit] - given[unit], 0, by);
    }
    return { kind: 'settled', overrun };
  };

  const stateOf = (limit: BudgetLimit, account: string, now: number): BudgetState => {
    const tally = accounts.of(limit, account);
    const window = tally.windowNow(now);
    const resetsAt = windowEnd(limit.window, now);
    const state = { limit, account, window, allowed: allowance(limit, account, window), ...tally.sums(now) };
    return resetsAt === undefined ? state : { ...state, resetsAt };
  };

  return {
    declare(limit) {
      accounts.keepMeaning(limit);
      limits.set(limit.id, limit);
      index = createLimitIndex(limits.values());
    },
    withdraw(id) {
      limits.delete(id);
      index = createLimitIndex(limits.values());
    },
    limits: () => [...limits.values()],
    holdingFor: (subject) => index.holdingFor(subject),
    // One synchronous step: no await between the check and the addition, or two calls could pass the same check.
    reserve({ id, subject, upper, now }) {
      assertAmounts(upper);
      if (held.has(id)) throw budgetError('budget.reserved-twice', id);
      const draws: Draw[] = [];
      const past: string[] = [];
      for (const limit of index.holdingFor(subject)) {
        const account = accountOf(limit, subject);
        if (account === undefined) continue;
        const tally = accounts.of(limit, account);
        const window = tally.windowNow(now);
        const sums = tally.sums(now);
        const fits = sums.settled + sums.held + upper[limit.unit] <= allowance(limit, account, window);
        if (!fits && limit.mode === 'hard') return err(refusal(limit, account, window, upper[limit.unit], now));
        if (!fits) past.push(limit.id);
        draws.push({ limit: limit.id, version: limit.version, account, window, unit: limit.unit });
      }
      hold(draws, upper, 1);
      const reservation = { id, draws, upper, past };
      held.set(id, reservation);
      return ok(reservation);
    },
    extend(id, more, now) {
      assertAmounts(more);
      const before = held.get(id);
      if (before === undefined) throw budgetError('budget.not-held', id);
      const past = new Set(before.past);
      for (const draw of before.draws) {
        const limit = limits.get(draw.limit);
        if (limit === undefined) continue;
        const tally = accounts.of(limit, draw.account);
        const sums = limit.window.kind === 'rolling' ? tally.sums(now) : tally.sumsOf(draw.window);
        const fits = sums.settled + sums.held + more[draw.unit] <= allowance(limit, draw.account, draw.window);
        if (!fits && limit.mode === 'hard') return err(refusal(limit, draw.account, draw.window, more[draw.unit], now));
        if (!fits) past.add(limit.id);
      }
      hold(before.draws, more, 1);
      const after = { ...before, upper: sum(before.upper, more), past: [...past] };
      held.set(id, after);
      return ok(after);
    },
    settle(id, actual) {
      assertAmounts(actual);
      const reservation = held.get(id);
      if (reservation === undefined) return { kind: 'not-held' };
      held.delete(id);
      hold(reservation.draws, reservation.upper, -1);
      return count(reservation.draws, reservation.upper, actual, NOTHING);
    },
    release(id) {
      const reservation = held.get(id);
      if (reservation === undefined) return false;
      held.delete(id);
      hold(reservation.draws, reservation.upper, -1);
      return true;
    },
    held: () => held.values(),
    adopt(reservation) {
      assertAmounts(reservation.upper);
      if (held.has(reservation.id)) throw budgetError('budget.reserved-twice', reservation.id);
      held.set(reservation.id, reservation);
      hold(reservation.draws, reservation.upper, 1);
    },
    raise({ draws, upper }, actual) {
      assertAmounts(actual);
      return count(draws, upper, larger(upper, actual), upper);
    },
    state: (subject, now) =>
      index.holdingFor(subject).flatMap((limit) => {
        const account = accountOf(limit, subject);
        return account === undefined ? [] : [stateOf(limit, account, now)];
      }),
    *all(now) {
      for (const limit of limits.values())
        for (const account of accounts.names(limit.id)) yield stateOf(limit, account, now);
    },
  };
}

function assertAmounts(amounts: Amounts): void {
  if (!areAmounts(amounts)) throw budgetError('budget.not-an-amount', JSON.stringify(amounts));
}

function sum(a: Amounts, b: Amounts): Amounts {
  return { nanousd: a.nanousd + b.nanousd, tokens: a.tokens + b.tokens, requests: a.requests + b.requests };
}

function larger(a: Amounts, b: Amounts): Amounts {
  return {
    nanousd: Math.max(a.nanousd, b.nanousd),
    tokens: Math.max(a.tokens, b.tokens),
    requests: Math.max(a.requests, b.requests),
  };
}
