import { expect, it } from 'vitest';
import * as api from './index.ts';

it('[workspace.exports] budget', () => {
  expect(Object.keys(api).sort()).toEqual([
    'BudgetFile',
    'BudgetUnit',
    'NOTHING',
    'NO_USAGE',
    'budgetErrors',
    'contractPriceRows',
    'costBound',
    'costOf',
    'createBudgetBook',
    'createPriceTable',
    'declaredBudgets',
    'genaiPriceRows',
    'litellmPriceRows',
    'periodWindow',
  ]);
});
