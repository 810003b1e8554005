import type { BudgetLimit } from '@remit/budget';
import { createBalances, createBudgetBook } from '@remit/budget';
import type { AnyRecord } from '@remit/record';
import { afterEach, expect, it } from 'vitest';
import { replayBudgets } from './replay-budgets.ts';
import type { LlmHouse } from './test-support/llm-house.ts';
import { KEY, openLlmHouse } from './test-support/llm-house.ts';

let house: LlmHouse | undefined;
afterEach(() => house?.close());

const limit: BudgetLimit = {
  id: 'org',
  version: 'v1',
  scope: 'org',
  of: '*',
  unit: 'nanousd',
  window: { kind: 'lifetime' },
  amount: 1_000_000_000,
  mode: 'hard',
};

it('[llm.budget-replay] a fresh process has the balances of the one before; a decision without outcome counts its bound', async () => {
  const models = ['mock', 'mock:status=500', 'mock:cut=1', 'mock:usage=none'];
  house = await openLlmHouse({ models, limits: [limit] });
  const { url, ledger, budgets } = house;
  for (const model of models)
    await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, max_tokens: 50, stream: model.includes('cut'), messages: [] }),
    }).then((answer) => answer.text());
  const [before] = budgets.all(Date.now());
  const again = (records: readonly AnyRecord[]) => {
    const leaves = new Map(ledger.records.map((record, n) => [record, ledger.leafOf(n)]));
    const balances = createBalances();
    replayBudgets(
      balances,
      records.map((record) => ({ record, leaf: leaves.get(record) ?? '' })),
    );
    const orphans = balances.closeOpen();
    const book = createBudgetBook({ before: balances.spent() });
    book.declare(limit);
    const [state] = book.all(Date.now());
    return { settled: state?.settled, held: state?.held, orphans };
  };
  expect(again(ledger.records)).toEqual({ settled: before?.settled, held: 0, orphans: 0 });
  // kill -9 while the first call is under way: its outcome is missing.
  const first = house.outcomes()[0];
  const bound = house.decisions()[0]?.bud?.up.nanousd ?? 0;
  const spent = first?.use?.spent.nanousd ?? 0;
  const cut = again(ledger.records.filter((record) => record !== first));
  expect(cut).toEqual({ settled: (before?.settled ?? 0) - spent + bound, held: 0, orphans: 1 });
});
