/** What all processes together have spent and hold. Pure. */
import type { SliceSums } from '@remit/store';
import type { BudgetState } from '../book/book-types.ts';
import type { BudgetLimit } from '../book/limit.ts';
import { oldestBucket, windowEnd, windowId } from '../window/window.ts';

/** The state of each account that was ever used under these limits, at a moment. */
export function statesOf(limits: readonly BudgetLimit[], sums: readonly SliceSums[], now: number): BudgetState[] {
  return limits.flatMap((limit) => {
    const window = windowId(limit.window, now);
    const since = oldestBucket(limit.window, now);
    const resetsAt = windowEnd(limit.window, now);
    const byAccount = new Map<string, { settled: number; held: number; overrun: number }>();
    for (const row of sums) {
      if (row.limit !== limit.id) continue;
      const state = byAccount.get(row.account) ?? { settled: 0, held: 0, overrun: 0 };
      byAccount.set(row.account, state);
      if (since === undefined ? row.window !== window : row.bucket < since) continue;
      state.settled += row.settled;
      state.held += row.held;
      state.overrun += row.overrun;
    }
    return [...byAccount].map(([account, state]) => ({
      limit,
      account,
      window,
      allowed: limit.amount,
      ...state,
      ...(resetsAt === undefined ? {} : { resetsAt }),
    }));
  });
}
