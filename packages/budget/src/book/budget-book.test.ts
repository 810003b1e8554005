import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Amounts } from '../amounts.ts';
import { createBudgetBook } from './budget-book.ts';
import type { BudgetLimit } from './limit.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');

function limit(over: Partial<BudgetLimit> = {}): BudgetLimit {
  return {
    id: 'team-month',
    version: 'v1',
    scope: 'team',
    of: 'claims',
    unit: 'nanousd',
    window: { kind: 'calendar', per: 'month', zone: 'Europe/Berlin' },
    amount: 1_000,
    mode: 'hard',
    ...over,
  };
}
const amounts = (nanousd: number): Amounts => ({ nanousd, tokens: nanousd, requests: 1 });
const subject = { team: 'claims', person: 'p_1', model: 'm' };

describe('budget book', () => {
  it('[budget.reserve] holds the upper bound and settles what it came to, once', () => {
    const book = createBudgetBook();
    book.declare(limit());
    expect(book.reserve({ id: 'a', subject, upper: amounts(700), now: NOW }).ok).toBe(true);
    const refused = book.reserve({ id: 'b', subject, upper: amounts(301), now: NOW });
    expect(refused).toEqual({
      ok: false,
      error: {
        limit: 'team-month',
        account: 'claims',
        window: '2026-11',
        unit: 'nanousd',
        amount: 1_000,
        settled: 0,
        held: 700,
        asked: 301,
        resetsAt: Date.parse('2026-11-30T23:00:00Z'),
      },
    });
    expect(book.settle('a', amounts(100))).toEqual({ kind: 'settled', overrun: [] });
    expect(book.settle('a', amounts(100))).toEqual({ kind: 'not-held' });
    expect(book.reserve({ id: 'b', subject, upper: amounts(900), now: NOW }).ok).toBe(true);
    expect(book.release('b')).toBe(true);
    expect(book.release('b')).toBe(false);
    expect(book.state(subject, NOW)[0]).toMatchObject({ settled: 100, held: 0, allowed: 1_000 });
  });

  it('[budget.all-or-nothing] a refusal by the last limit leaves nothing held under the first', () => {
    const book = createBudgetBook();
    book.declare(limit({ id: 'org', scope: 'org', of: 'acme', amount: 10_000 }));
    book.declare(limit({ id: 'model', scope: 'model', of: 'm', amount: 5 }));
    const subject4 = { org: 'acme', model: 'm' };
    expect(book.reserve({ id: 'a', subject: subject4, upper: amounts(6), now: NOW }).ok).toBe(false);
    expect(book.state(subject4, NOW).map((state) => state.held)).toEqual([0, 0]);
  });

  it('[budget.modes] soft lets pass and says so; each account of a limit of * counts apart', () => {
    const book = createBudgetBook();
    book.declare(limit({ id: 'soft', amount: 10, mode: 'soft' }));
    book.declare(limit({ id: 'each', scope: 'person', of: '*', amount: 15 }));
    const first = book.reserve({ id: 'a', subject, upper: amounts(11), now: NOW });
    expect(first.ok && first.value.past).toEqual(['soft']);
    expect(book.reserve({ id: 'b', subject, upper: amounts(11), now: NOW }).ok).toBe(false);
    expect(book.reserve({ id: 'c', subject: { ...subject, person: 'p_2' }, upper: amounts(11), now: NOW }).ok).toBe(
      true,
    );
  });

  it('[budget.window] what is settled after midnight lands in the window of its admission', () => {
    const book = createBudgetBook();
    book.declare(limit({ window: { kind: 'calendar', per: 'day', zone: 'UTC' } }));
    const night = Date.parse('2026-11-25T23:59:59Z');
    expect(book.reserve({ id: 'a', subject, upper: amounts(800), now: night }).ok).toBe(true);
    expect(book.reserve({ id: 'b', subject, upper: amounts(800), now: night + 2_000 }).ok).toBe(true);
    book.settle('a', amounts(500));
    expect(book.state(subject, night)[0]).toMatchObject({ window: '2026-11-25', settled: 500, held: 0 });
    expect(book.state(subject, night + 2_000)[0]).toMatchObject({ window: '2026-11-26', settled: 0, held: 800 });
  });

  it('[budget.edit] a new amount resets nothing; another unit or window under the same id is refused', () => {
    const book = createBudgetBook();
    book.declare(limit());
    book.reserve({ id: 'a', subject, upper: amounts(900), now: NOW });
    book.settle('a', amounts(900));
    book.declare(limit({ amount: 800, version: 'v2' }));
    expect(book.reserve({ id: 'b', subject, upper: amounts(1), now: NOW }).ok).toBe(false);
    book.withdraw('team-month');
    book.declare(limit({ amount: 1_000, version: 'v3' }));
    expect(book.state(subject, NOW)[0]).toMatchObject({ settled: 900 });
    expect(() => book.declare(limit({ unit: 'tokens' }))).toThrow(
      expect.objectContaining({ code: 'budget.limit-changed' }),
    );
  });

  it('[budget.amounts] fractions, negative and unsafe amounts are refused before anything changes', () => {
    const book = createBudgetBook();
    book.declare(limit());
    for (const bad of [-1, 0.5, Number.NaN, 2 ** 53])
      expect(() => book.reserve({ id: 'a', subject, upper: { ...amounts(0), nanousd: bad }, now: NOW })).toThrow(
        expect.objectContaining({ code: 'budget.not-an-amount' }),
      );
    expect(book.state(subject, NOW)[0]).toMatchObject({ settled: 0, held: 0 });
  });

  it('[budget.race] 1,000 concurrent calls at a limit for 50 admit no more than 50', async () => {
    const book = createBudgetBook();
    book.declare(limit({ amount: 50 * 20 }));
    let admitted = 0;
    const call = async (n: number): Promise<void> => {
      await new Promise((done) => setImmediate(done));
      if (!book.reserve({ id: `c${n}`, subject, upper: amounts(20), now: NOW }).ok) return;
      admitted++;
      await new Promise((done) => setImmediate(done));
      book.settle(`c${n}`, amounts(20));
    };
    await Promise.all(Array.from({ length: 1_000 }, (_, n) => call(n)));
    expect(admitted).toBe(50);
    expect(book.state(subject, NOW)[0]).toMatchObject({ settled: 1_000, held: 0, overrun: 0 });
  });
});

/** One step of an interleaving; ids are small, so that they meet. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('reserve' as const), id: fc.nat(8), upper: fc.nat(400), minutes: fc.nat(3_000) }),
  fc.record({ kind: fc.constant('extend' as const), id: fc.nat(8), upper: fc.nat(200) }),
  fc.record({ kind: fc.constant('settle' as const), id: fc.nat(8), actual: fc.nat(600) }),
  fc.record({ kind: fc.constant('release' as const), id: fc.nat(8) }),
  fc.record({ kind: fc.constant('amount' as const), amount: fc.nat(1_500) }),
  fc.record({ kind: fc.constant('crash' as const) }),
);

describe('budget invariant', () => {
  const windows = [
    { kind: 'calendar', per: 'hour', zone: 'Europe/Berlin' },
    { kind: 'rolling', ms: 3_600_000 },
    { kind: 'days', days: 1, from: 0 },
    { kind: 'lifetime' },
  ] as const;

  it('[budget.invariant] settled + held <= the largest amount in force + overrun, in every interleaving, crash and replay', () => {
    fc.assert(
      fc.property(fc.constantFrom(...windows), fc.array(step, { maxLength: 80 }), (window, steps) => {
        const fresh = () => {
          const book = createBudgetBook();
          return book;
        };
        let book = fresh();
        let amount = 1_000;
        let largest = amount;
        let now = NOW;
        book.declare(limit({ window, amount }));
        // The model: what the journal holds, in order. A crash forgets the book and replays it.
        const journal: Parameters<typeof book.adopt>[0][] = [];
        const settled = new Map<string, Amounts>();
        const open = new Set<string>();
        let serial = 0;
        const names = new Map<number, string>();
        const check = (): void => {
          const state = book.state(subject, now)[0];
          if (state === undefined) throw new Error('no account');
          expect(state.settled + state.held).toBeLessThanOrEqual(largest + state.overrun);
          expect(state.held).toBeGreaterThanOrEqual(0);
        };
        for (const at of steps) {
          switch (at.kind) {
            case 'reserve': {
              if (open.has(names.get(at.id) ?? '')) break;
              now += at.minutes * 1_000;
              const id = `r${serial++}`;
              const got = book.reserve({ id, subject, upper: amounts(at.upper), now });
              if (!got.ok) break;
              names.set(at.id, id);
              open.add(id);
              journal.push(got.value);
              break;
            }
            case 'extend': {
              const id = names.get(at.id);
              if (id === undefined || !open.has(id)) break;
              const got = book.extend(id, { ...amounts(at.upper), requests: 0 }, now);
              if (got.ok)
                journal.splice(
                  journal.findIndex((r) => r.id === id),
                  1,
                  got.value,
                );
              break;
            }
            case 'settle': {
              const id = names.get(at.id);
              if (id === undefined) break;
              const before = open.delete(id);
              expect(book.settle(id, amounts(at.actual)).kind).toBe(before ? 'settled' : 'not-held');
              if (before) settled.set(id, amounts(at.actual));
              break;
            }
            case 'release': {
              const id = names.get(at.id);
              if (id === undefined) break;
              const before = open.delete(id);
              expect(book.release(id)).toBe(before);
              if (before)
                journal.splice(
                  journal.findIndex((r) => r.id === id),
                  1,
                );
              break;
            }
            case 'amount':
              amount = at.amount;
              largest = Math.max(largest, amount);
              book.declare(limit({ window, amount }));
              break;
            case 'crash': {
              const sums = JSON.stringify(book.state(subject, now)[0]);
              book = fresh();
              book.declare(limit({ window, amount }));
              for (const reservation of journal) {
                book.adopt(reservation);
                const actual = settled.get(reservation.id);
                if (actual !== undefined) book.settle(reservation.id, actual);
              }
              expect(JSON.stringify(book.state(subject, now)[0])).toBe(sums);
              break;
            }
          }
          check();
        }
      }),
      { numRuns: 300 },
    );
  });
});
