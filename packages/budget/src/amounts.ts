/**
 * What budgets count, in integers only (llm-gateway reference §4.1). Money is nano-USD (1e-9 $): a safe integer holds
 * 9.007 million dollars. Nothing here is ever a fraction.
 */

/** A unit of a limit. `nanousd`: money. `tokens`: input and output together. `requests`: attempts sent upstream. */
export const BudgetUnit = { Money: 'nanousd', Tokens: 'tokens', Requests: 'requests' } as const;
export type BudgetUnit = (typeof BudgetUnit)[keyof typeof BudgetUnit];

/** An amount of each unit. Integers from 0. */
export type Amounts = Readonly<Record<BudgetUnit, number>>;

/** Nothing of any unit. */
export const NOTHING: Amounts = { nanousd: 0, tokens: 0, requests: 0 };

/** True when each amount is an integer from 0 to 2^53 - 1. */
export function areAmounts(amounts: Amounts): boolean {
  return isAmount(amounts.nanousd) && isAmount(amounts.tokens) && isAmount(amounts.requests);
}

/** True for an integer from 0 to 2^53 - 1. */
export function isAmount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
