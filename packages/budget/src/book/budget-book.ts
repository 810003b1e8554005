/**
 * Budgets that cannot be overspent (llm-gateway reference §4.2 to §4.4): an upper bound is reserved before an attempt is
 * sent and settled once after it.
 *
 * Invariant, for each hard limit, account and window: settled + held <= amount + overrun, where overrun is what
 * settlements passed their own reservations by. `reserve` and `extend` check and add in one synchronous step over all
 * limits, so no other call can come between; `settle` and `release` take a reservation out of the map of held ones, so
 * it leaves once. With a sound upper bound overrun is 0 and what is spent never passes the limit.
 */
import { err, ok } from '@remit/core';
import type { Amounts } from '../amounts.ts';
import { areAmounts, NOTHING } from '../amounts.ts';
import type { Spent } from '../balances/balances.ts';
import { budgetError } from '../errors.ts';
import { windowEnd } from '../window/window.ts';
import { createAccounts } from './accounts.ts';
import type { BudgetBook, BudgetState } from './book-types.ts';
import type { BudgetLimit } from './limit.ts';
import { accountOf } from './limit.ts';
import { createLimitIndex } from './limit-index.ts';
import { refusalOf } from './refusal.ts';
import type { Draw, Overrun, Reservation, Settled } from './reservation.ts';
import type { Sums } from './tally.ts';
import type { Share } from './weigh.ts';
import { weigh } from './weigh.ts';

export interface BudgetBookDeps {
  /** What this process may give away; by default all of each limit. */
  readonly share?: Share;
  /** What was settled before, as the ledger tells it. Taken up by each limit when it is first declared. */
  readonly before?: Iterable<Spent>;
}

/** An empty book. */
export function createBudgetBook(deps: BudgetBookDeps = {}): BudgetBook {
  const { share } = deps;
  const limits = new Map<string, BudgetLimit>();
  const accounts = createAccounts(deps.before);
  const held = new Map<string, Reservation>();
  let index = createLimitIndex([]);

  const allowance = (limit: BudgetLimit, account: string, window: string): number =>
    share === undefined ? limit.amount : share.amount(limit, account, window);

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
      const { draws, past, short } = weigh({ accounts, share }, index.holdingFor(subject), { subject, upper, now });
      // With slices a soft limit asks for more too: only who sees all of them knows whether it is passed.
      const refused = short.find(({ limit }) => share !== undefined || limit.mode === 'hard');
      if (refused !== undefined) return err(refusalOf(refused, now));
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
        const whole = share === undefined && limit.window.kind === 'rolling';
        const sums = whole ? tally.sums(now) : tally.sumsOf(draw.window);
        const [allowed, asked] = [allowance(limit, draw.account, draw.window), more[draw.unit]];
        if (sums.settled + sums.held + asked <= allowed) continue;
        if (limit.mode === 'hard') return err(refusalOf({ ...draw, limit, sums, allowed, asked }, now));
        past.add(limit.id);
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
    stands: (id) => held.has(id),
    reservation: (id) => held.get(id),
    shortages: (request) => weigh({ accounts, share }, index.holdingFor(request.subject), request).short,
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
    sumsOf: (limit, account, window) => accounts.byId(limit, account)?.sumsOf(window) ?? NO_SUMS,
    forget(limit, account, window) {
      const tally = accounts.byId(limit, account);
      const { settled = 0, overrun = 0 } = tally?.sumsOf(window) ?? {};
      tally?.change(window, -settled, 0, -overrun);
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

const NO_SUMS: Sums = { settled: 0, held: 0, overrun: 0 };

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
