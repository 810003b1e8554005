import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Amounts } from '../amounts.ts';
import { createBudgetBook } from '../book/budget-book.ts';
import type { Balances } from './balances.ts';
import { createBalances } from './balances.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';

const amounts = (n: number): Amounts => ({ nanousd: n * 10, tokens: n, requests: 1 });
const event = fc.record({
  kind: fc.constantFrom('decided', 'decided', 'settled', 'released'),
  leaf: fc.nat(12).map(String),
  window: fc.nat(200).map((n) => `r${n}`),
  limit: fc.constantFrom('a', 'b'),
  amount: fc.nat(1_000),
});

function take(
  balances: Balances,
  { kind, leaf, window, limit, amount }: typeof event extends fc.Arbitrary<infer T> ? T : never,
) {
  const draws = [{ limit, version: 'v', account: 'x', window, unit: 'tokens' as const }];
  if (kind === 'decided') balances.decided({ leaf, draws, upper: amounts(amount) });
  else if (kind === 'settled') balances.settled(leaf, amounts(amount));
  else balances.released(leaf);
}

describe('balances', () => {
  it('[budget.snapshot] a snapshot at any place and the records after it come to what all records come to', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 400 }), fc.nat(400), (events, at) => {
        const all = createBalances();
        for (const one of events) take(all, one);
        const before = createBalances();
        for (const one of events.slice(0, at)) take(before, one);
        const kept = readSnapshot(writeSnapshot({ index: at + 1, leaf: 'l', state: before.state() }));
        if (!kept.ok) throw new Error(kept.error);
        const after = createBalances(kept.value.state);
        for (const one of events.slice(at)) take(after, one);
        expect(after.state()).toEqual(all.state());
        expect(after.closeOpen()).toBe(all.closeOpen());
        expect([...after.spent()]).toEqual([...all.spent()]);
      }),
    );
  });

  it('[budget.snapshot-damaged] a snapshot with another byte, another format or half of it is told apart', () => {
    const balances = createBalances();
    take(balances, { kind: 'decided', leaf: '1', window: 'all', limit: 'a', amount: 5 });
    const text = writeSnapshot({ index: 3, leaf: 'l', state: balances.state() });
    expect(readSnapshot(text)).toMatchObject({ ok: true, value: { index: 3, leaf: 'l' } });
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('0', '9', 'x'), (at, letter) => {
        const other = text.slice(0, at) + letter + text.slice(at + 1);
        expect(readSnapshot(other).ok).toBe(other === text);
      }),
    );
    expect(readSnapshot('').ok).toBe(false);
    expect(readSnapshot(text.slice(0, -1)).ok).toBe(false);
  });

  it('[budget.before] a limit takes up what was settled before it was declared, in its own unit only', () => {
    const balances = createBalances();
    balances.decided({
      leaf: '1',
      draws: [{ limit: 'a', version: 'v', account: 'org', window: 'all', unit: 'tokens' }],
      upper: amounts(100),
    });
    balances.settled('1', amounts(130));
    const book = createBudgetBook({ before: balances.spent() });
    const limit = { id: 'a', version: 'v', scope: 'org', of: '*', window: { kind: 'lifetime' }, mode: 'hard' } as const;
    book.declare({ ...limit, unit: 'tokens', amount: 200 });
    expect([...book.all(0)]).toMatchObject([{ account: 'org', settled: 130, overrun: 30, held: 0 }]);
    const asked = { id: 'r', subject: { org: 'org' }, now: 0 };
    expect(book.reserve({ ...asked, upper: amounts(71) }).ok).toBe(false);
    expect(book.reserve({ ...asked, upper: amounts(70) }).ok).toBe(true);
  });
});
