/** The budgets of a gateway that is the only one: all of each limit, balances from the ledger. */
import { createBudgetBook } from '@remit/budget';
import type { HouseBudgets } from './house-budgets.ts';
import { applyLimits } from './house-budgets.ts';
import type { SnapshotDeps } from './snapshot-start.ts';
import { balancesNow } from './snapshot-start.ts';

/** How often the snapshot follows the log. */
const KEEP_MS = 10 * 60_000;

/** Reads what was spent. Decisions that no outcome answers were left by a process that is gone: they count their bound. */
export async function openOwnBudgets(deps: SnapshotDeps): Promise<HouseBudgets> {
  const { logger } = deps;
  const { balances, read } = await balancesNow(deps);
  const orphans = balances.closeOpen();
  if (orphans > 0)
    logger.warn(
      { orphans },
      'calls to models were open when an earlier process ended; their budgets are settled at the bound',
    );
  logger.debug({ read }, 'balances of budgets are read');
  const book = createBudgetBook({ before: balances.spent() });
  const keep = (): Promise<void> =>
    balancesNow(deps).then(
      () => undefined,
      (err: unknown) => logger.warn({ err }, 'the snapshot of balances could not be made'),
    );
  let keeping = Promise.resolve();
  const timer = setInterval(() => {
    keeping = keeping.then(keep);
  }, KEEP_MS);
  timer.unref();
  return {
    budgets: book,
    apply: (limits) => applyLimits(book, limits),
    states: (now) => Promise.resolve([...book.all(now)]),
    async close() {
      clearInterval(timer);
      await keeping;
      await keep();
    },
  };
}
