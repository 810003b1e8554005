/** What an attempt draws on, and under which limits it does not fit. Pure but for the tallies that it reads. */
import type { Amounts } from '../amounts.ts';
import type { Accounts } from './accounts.ts';
import type { BudgetLimit, BudgetSubject } from './limit.ts';
import { accountOf } from './limit.ts';
import type { Draw } from './reservation.ts';
import type { Sums } from './tally.ts';

/** What this process may give away of each limit, where it does not own all of them. */
export interface Share {
  /** Amount of the slice of one window, or sub-bucket. */
  amount(limit: BudgetLimit, account: string, window: string): number;
  /** The limit is soft, and what all processes together have given away passes it. */
  past(limit: BudgetLimit, account: string, window: string): boolean;
}

/** A limit under which an attempt does not fit. */
export interface Shortage {
  readonly limit: BudgetLimit;
  readonly account: string;
  readonly window: string;
  readonly sums: Sums;
  /** What the process may give away. */
  readonly allowed: number;
  readonly asked: number;
}

export interface Weighed {
  readonly draws: readonly Draw[];
  /** Soft limits that the attempt passes. */
  readonly past: readonly string[];
  readonly short: readonly Shortage[];
}

/** Weighs the upper bound of an attempt under the limits that hold for it. */
export function weigh(
  { accounts, share }: { readonly accounts: Accounts; readonly share: Share | undefined },
  limits: readonly BudgetLimit[],
  { subject, upper, now }: { readonly subject: BudgetSubject; readonly upper: Amounts; readonly now: number },
): Weighed {
  const draws: Draw[] = [];
  const past: string[] = [];
  const short: Shortage[] = [];
  for (const limit of limits) {
    const account = accountOf(limit, subject);
    if (account === undefined) continue;
    const tally = accounts.of(limit, account);
    const window = tally.windowNow(now);
    const asked = upper[limit.unit];
    // A slice is of one window or sub-bucket; the whole limit is of all sub-buckets that count.
    const sums = share === undefined ? tally.sums(now) : tally.sumsOf(window);
    const allowed = share === undefined ? limit.amount : share.amount(limit, account, window);
    const fits = sums.settled + sums.held + asked <= allowed;
    if (!fits) short.push({ limit, account, window, sums, allowed, asked });
    if (limit.mode !== 'hard' && (share === undefined ? !fits : share.past(limit, account, window)))
      past.push(limit.id);
    draws.push({ limit: limit.id, version: limit.version, account, window, unit: limit.unit });
  }
  return { draws, past, short };
}
