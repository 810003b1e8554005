import { expect, it } from 'vitest';
import * as api from './index.ts';

it('[workspace.exports] budget', () => {
  expect(Object.keys(api).sort()).toEqual([
    'BudgetFile',
    'BudgetUnit',
    'NOTHING',
    'NO_USAGE',
    'bucketOf',
    'budgetError',
    'budgetErrors',
    'contractPriceRows',
    'costBound',
    'costOf',
    'createBalances',
    'createBudgetBook',
    'createLeasedBudgets',
    'createPriceTable',
    'declaredBudgets',
    'genaiPriceRows',
    'litellmPriceRows',
    'periodWindow',
    'readSnapshot',
    'writeSnapshot',
  ]);
});
