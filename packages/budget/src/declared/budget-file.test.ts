import { expect, it } from 'vitest';
import { BudgetFile, declaredBudgets } from './budget-file.ts';

it('[budget.file] a list of budgets becomes limits with handles in place of persons', () => {
  const file = BudgetFile.parse({
    'remit-budgets': 1,
    teams: { claims: { agents: ['claims-agent'], people: ['ana@example.com'] } },
    limits: {
      'org-month': { scope: 'org', usd: '5000.5', per: 'month', zone: 'Europe/Berlin' },
      ana: { scope: 'person', of: 'ana@example.com', tokens: 10, days: 7, mode: 'soft' },
      burst: { scope: 'key', requests: 60, 'rolling-minutes': 1 },
    },
  });
  const declared = declaredBudgets(file, (reference) => `p_${reference.length}`);
  expect(JSON.stringify(declared)).not.toContain('ana@example.com');
  expect(declared.limits).toEqual([
    {
      id: 'org-month',
      scope: 'org',
      of: '*',
      unit: 'nanousd',
      amount: 5_000_500_000_000,
      window: { kind: 'calendar', per: 'month', zone: 'Europe/Berlin' },
      mode: 'hard',
    },
    {
      id: 'ana',
      scope: 'person',
      of: 'p_15',
      unit: 'tokens',
      amount: 10,
      window: { kind: 'days', days: 7, from: 0 },
      mode: 'soft',
    },
    {
      id: 'burst',
      scope: 'key',
      of: '*',
      unit: 'requests',
      amount: 60,
      window: { kind: 'rolling', ms: 60_000 },
      mode: 'hard',
    },
  ]);
});

it('[budget.file] a limit without a unit or a window, with two of them, or in no zone is refused', () => {
  const parse = (limit: object) => BudgetFile.safeParse({ 'remit-budgets': 1, limits: { a: limit } }).success;
  expect(parse({ scope: 'org', per: 'day' })).toBe(false);
  expect(parse({ scope: 'org', tokens: 1 })).toBe(false);
  expect(parse({ scope: 'org', tokens: 1, requests: 1, per: 'day' })).toBe(false);
  expect(parse({ scope: 'org', tokens: 1, days: 1, per: 'day' })).toBe(false);
  expect(parse({ scope: 'org', tokens: 1.5, per: 'day' })).toBe(false);
  expect(parse({ scope: 'org', tokens: 1, per: 'day', zone: 'Mars/Base' })).toBe(false);
  expect(parse({ scope: 'org', tokens: 1, per: 'day' })).toBe(true);
});
