/** Finds the limits that hold for an attempt without looking at all of them. */
import type { BudgetLimit, BudgetScope, BudgetSubject } from './limit.ts';
import { BUDGET_SCOPES } from './limit.ts';

export interface LimitIndex {
  /** Limits that hold, in the order of {@link BUDGET_SCOPES}, then of declaration. */
  holdingFor(subject: BudgetSubject): readonly BudgetLimit[];
}

/** An index over these limits. It is built again when one of them changes. */
export function createLimitIndex(limits: Iterable<BudgetLimit>): LimitIndex {
  const byScope = new Map<BudgetScope, Map<string, BudgetLimit[]>>();
  for (const limit of limits) {
    const byName = byScope.get(limit.scope) ?? new Map<string, BudgetLimit[]>();
    byScope.set(limit.scope, byName);
    const list = byName.get(limit.of);
    if (list === undefined) byName.set(limit.of, [limit]);
    else list.push(limit);
  }
  return {
    holdingFor(subject) {
      const holding: BudgetLimit[] = [];
      for (const scope of BUDGET_SCOPES) {
        const who = subject[scope];
        const byName = who === undefined ? undefined : byScope.get(scope);
        if (who === undefined || byName === undefined) continue;
        holding.push(...(byName.get(who) ?? []));
        if (who !== '*') holding.push(...(byName.get('*') ?? []));
      }
      return holding;
    },
  };
}
