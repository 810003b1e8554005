/** The limits of scopes and of the declared list, as one list. Pure. */
import type { BudgetLimit, DeclaredBudgets } from '@remit/budget';
import { periodWindow } from '@remit/budget';
import { canonicalize, sha256, toHex, utf8 } from '@remit/core';
import type { ScopeInForce } from '@remit/gateway';
import { parseScope } from '@remit/scope';

/** Limits of a scope are named `SCOPE/BUDGET` and hold for its agent. */
export function limitsInForce(scopes: readonly ScopeInForce[], declared: DeclaredBudgets | undefined): BudgetLimit[] {
  const version = declared === undefined ? '' : toHex(sha256(utf8(canonicalize(declared))));
  return [
    ...scopes.flatMap(({ compiled, source }) => {
      const parsed = parseScope(source);
      // Invariant: what is in force was parsed when it was declared.
      if (!parsed.ok) throw new TypeError(`scope ${compiled.id} is in force and cannot be parsed`);
      return parsed.value.budgets.map(
        ({ name, perPerson, unit, amount, per, zone, mode }): BudgetLimit => ({
          id: `${compiled.id}/${name}`,
          version: compiled.sha,
          scope: 'agent',
          of: compiled.agent,
          ...(perPerson ? { each: 'person' } : {}),
          unit,
          window: periodWindow(per, zone),
          amount,
          mode,
        }),
      );
    }),
    ...(declared?.limits ?? []).map((limit): BudgetLimit => ({ ...limit, version })),
  ];
}
