/** Budgets as the house runs them: a book of its own, or slices of what several gateways share. */
import type { BudgetLimit, BudgetState, Budgets } from '@remit/budget';

export interface HouseBudgets {
  readonly budgets: Budgets;
  /** Puts exactly these limits in force. */
  apply(limits: readonly BudgetLimit[]): void;
  /** Every account that has been used, over all gateways. */
  states(now: number): Promise<readonly BudgetState[]>;
  /** After the last call has ended. */
  close(): Promise<void>;
}

/** What both kinds take limits with. */
export interface TakesLimits {
  declare(limit: BudgetLimit): void;
  withdraw(id: string): void;
  limits(): readonly BudgetLimit[];
}

/** Every limit of the list is declared; what is in it no more is withdrawn. */
export function applyLimits(book: TakesLimits, limits: readonly BudgetLimit[]): void {
  const names = new Set(limits.map(({ id }) => id));
  for (const { id } of book.limits()) if (!names.has(id)) book.withdraw(id);
  for (const limit of limits) book.declare(limit);
}
