/** The error table of budgets. A refusal by a limit is not an error but a result. */
import type { ErrorRow } from '@remit/core';
import { errorFactory } from '@remit/core';

/** Every error that budgets raise. */
export const budgetErrors = {
  'budget.not-an-amount': {
    status: 500,
    retry: false,
    operator:
      'An amount of a budget is not an integer from 0 to 2^53 - 1. Nothing was reserved or settled. This is a fault of Remit: report it.',
  },
  'budget.reserved-twice': {
    status: 500,
    retry: false,
    operator:
      'Two attempts used one reservation id, so the second was not admitted. This is a fault of Remit: report it.',
  },
  'budget.not-held': {
    status: 500,
    retry: false,
    operator:
      'A reservation was extended after it had ended, so the attempt was not admitted. This is a fault of Remit: report it.',
  },
  'budget.lost': {
    status: 503,
    retry: true,
    operator:
      'This gateway was silent for so long that the others took it for dead and counted what it held, so an attempt that was just decided was not sent. Look for a paused machine or a database that did not answer; the gateway has begun anew by itself.',
  },
  'budget.unreachable': {
    status: 503,
    retry: true,
    operator:
      'The database in which gateways share budgets did not answer, so sums over all of them cannot be shown. Calls are admitted under the slices at hand, then refused. Check the PostgreSQL server and the way to it.',
  },
  'budget.limit-changed': {
    status: 409,
    retry: false,
    operator:
      'A limit may change its amount and its mode, but not whom it holds for, its unit or its window: that would start it from zero. Declare a limit under another id and withdraw this one.',
  },
} as const satisfies Record<string, ErrorRow>;

/** Makes a budget error from its row. */
export const budgetError = errorFactory(budgetErrors);
