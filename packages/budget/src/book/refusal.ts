/** A refusal in figures. Pure. */
import { windowEnd } from '../window/window.ts';
import type { BudgetRefusal } from './reservation.ts';
import type { Shortage } from './weigh.ts';

/** The refusal that a shortage comes to. */
export function refusalOf(short: Shortage, now: number): BudgetRefusal {
  const { limit, account, window, sums, allowed, asked } = short;
  const resetsAt = windowEnd(limit.window, now);
  const { settled, held } = sums;
  return {
    limit: limit.id,
    account,
    window,
    unit: limit.unit,
    amount: allowed,
    settled,
    held,
    asked,
    ...(resetsAt === undefined ? {} : { resetsAt }),
  };
}
