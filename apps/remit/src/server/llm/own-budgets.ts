/** The budgets of a gateway that is the only one: all of each limit, balances from the ledger. */
import { createBalances, createBudgetBook } from '@remit/budget';
import type { Logger } from '@remit/core';
import type { History } from '@remit/gateway';
import { readRecords } from '@remit/gateway';
import { BUDGET_RECORDS, replayBudgets } from '@remit/llm';
import type { HouseBudgets } from './house-budgets.ts';
import { applyLimits } from './house-budgets.ts';

/** Reads what was spent. Decisions that no outcome answers were left by a process that is gone: they count their bound. */
export function openOwnBudgets(deps: { readonly reader: History; readonly logger: Logger }): HouseBudgets {
  const balances = createBalances();
  replayBudgets(balances, readRecords(deps.reader, BUDGET_RECORDS));
  const orphans = balances.closeOpen();
  if (orphans > 0)
    deps.logger.warn(
      { orphans },
      'calls to models were open when an earlier process ended; their budgets are settled at the bound',
    );
  const book = createBudgetBook({ before: balances.spent() });
  return {
    budgets: book,
    apply: (limits) => applyLimits(book, limits),
    states: (now) => Promise.resolve([...book.all(now)]),
    close: () => Promise.resolve(),
  };
}
