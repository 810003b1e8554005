/** The tallies of all accounts, by limit and account. */
import type { Spent } from '../balances/balances.ts';
import { budgetError } from '../errors.ts';
import type { BudgetLimit } from './limit.ts';
import type { Tally } from './tally.ts';
import { createTally } from './tally.ts';

export interface Accounts {
  /** The tally of an account, empty when it is new. */
  of(limit: BudgetLimit, account: string): Tally;
  /** The tally of an account by the id of its limit; undefined when nothing was ever declared under that id. */
  byId(limit: string, account: string): Tally | undefined;
  /** Accounts that a limit has. */
  names(limit: string): Iterable<string>;
  /** Notes what a limit counts. @throws BudgetError `budget.limit-changed` when its id meant something else before. */
  keepMeaning(limit: BudgetLimit): void;
}

/** Accounts with what `before` says of them, under each limit once it is declared. */
export function createAccounts(before: Iterable<Spent> = []): Accounts {
  const earlier = new Map<string, Spent[]>();
  for (const spent of before) {
    const list = earlier.get(spent.limit);
    if (list === undefined) earlier.set(spent.limit, [spent]);
    else list.push(spent);
  }
  const meanings = new Map<string, BudgetLimit>();
  const tallies = new Map<string, Map<string, Tally>>();

  const tallyOf = (limit: BudgetLimit, account: string): Tally => {
    let byAccount = tallies.get(limit.id);
    if (byAccount === undefined) {
      byAccount = new Map();
      tallies.set(limit.id, byAccount);
    }
    const held = byAccount.get(account);
    if (held !== undefined) return held;
    const fresh = createTally(limit.window);
    byAccount.set(account, fresh);
    return fresh;
  };

  return {
    of: tallyOf,
    byId(limit, account) {
      const meaning = meanings.get(limit);
      return meaning === undefined ? undefined : tallyOf(meaning, account);
    },
    names: (limit) => tallies.get(limit)?.keys() ?? [],
    keepMeaning(limit) {
      const before = meanings.get(limit.id);
      // Another unit or window under the same name would start from zero: a way to reset what was spent.
      if (before !== undefined && meaningOf(before) !== meaningOf(limit))
        throw budgetError('budget.limit-changed', limit.id);
      meanings.set(limit.id, limit);
      for (const { account, window, unit, settled, overrun } of earlier.get(limit.id) ?? [])
        if (unit === limit.unit) tallyOf(limit, account).change(window, settled, 0, overrun);
      earlier.delete(limit.id);
    },
  };
}

function meaningOf({ scope, of, each, unit, window }: BudgetLimit): string {
  return JSON.stringify([scope, of, each ?? null, unit, window]);
}
