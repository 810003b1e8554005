/** One declared limit, and whom it holds for (llm-gateway reference §4.1). */
import type { BudgetUnit } from '../amounts.ts';
import type { BudgetWindow } from '../window/window.ts';

/** What a limit may be set on, in the order in which refusals name them. */
export const BUDGET_SCOPES = ['org', 'team', 'person', 'key', 'agent', 'session', 'provider', 'model', 'tool'] as const;
export type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** `hard`: refuses before the limit is passed. `soft`: lets pass and says so in the record. `warn`: only warns, at its share. */
export type BudgetMode = 'hard' | 'soft' | 'warn';

/** A limit as declared. */
export interface BudgetLimit {
  /** Name that refusals, records and reports use. */
  readonly id: string;
  /** Digest of the declaration that this form of the limit came from. */
  readonly version: string;
  readonly scope: BudgetScope;
  /** Whom: the id of a team, agent or model, the handle of a person; `*` for each one of them apart. */
  readonly of: string;
  /** Set: each of these has an account of its own under the limit, such as each person who uses one agent. */
  readonly each?: BudgetScope;
  readonly unit: BudgetUnit;
  readonly window: BudgetWindow;
  /** Integer from 0 in the unit of the limit. */
  readonly amount: number;
  readonly mode: BudgetMode;
}

/** Who and what one attempt concerns. A scope without an entry is not limited for it. */
export type BudgetSubject = Readonly<Partial<Record<BudgetScope, string>>>;

/**
 * The account that an attempt draws on under a limit, or undefined when the limit does not hold for it. A limit of `*`
 * has an account for each subject, one with `each` an account for each of those; any other has one.
 */
export function accountOf(limit: BudgetLimit, subject: BudgetSubject): string | undefined {
  const who = subject[limit.scope];
  if (who === undefined || (limit.of !== '*' && limit.of !== who)) return undefined;
  if (limit.each === undefined) return who;
  const one = subject[limit.each];
  return one === undefined ? undefined : `${who}/${one}`;
}
