import { expect, it } from 'vitest';
import * as api from './index.ts';

it('[workspace.exports] budget', () => {
  expect(Object.keys(api).sort()).toEqual([
    'BudgetUnit',
    'NOTHING',
    'NO_USAGE',
    'budgetErrors',
    'costBound',
    'costOf',
    'createBudgetBook',
    'createPriceTable',
    'genaiPriceRows',
    'litellmPriceRows',
  ]);
});
