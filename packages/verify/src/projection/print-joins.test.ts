import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinEqual } from './print-joins.ts';

/** A timeline such as `c m c m`: c is a choice, m a call. Answers the pairs and the ambiguous choices by place. */
function joins(timeline: string) {
  const placed = [...timeline].map((kind, at) => ({ kind, at, stated: {} }));
  const { pairs, ambiguous } = joinEqual(
    placed.filter(({ kind }) => kind === 'c'),
    placed.filter(({ kind }) => kind === 'm'),
  );
  return { pairs: pairs.map(([choice, call]) => [choice.at, call.at]), ambiguous: ambiguous.map(({ at }) => at) };
}

describe('choices and calls with equal arguments', () => {
  it.each([
    ['cm', [[0, 1]], []],
    [
      'cmcm',
      [
        [0, 1],
        [2, 3],
      ],
      [],
    ], // the same again later: each call comes after its own choice
    ['ccmm', [], [0, 1]], // side by side: which is which nobody can tell
    ['ccmmcm', [[4, 5]], [0, 1]],
    ['cmm', [], [0]], // one choice, two calls: one of them is not the model's
    ['ccm', [], [0, 1]],
    ['mc', [], []],
    ['mcm', [[1, 2]], []],
    ['c', [], []],
    ['', [], []],
  ])('[verify.join-order] %j joins what order alone decides', (timeline, pairs, ambiguous) => {
    expect(joins(timeline)).toEqual({ pairs, ambiguous });
  });

  it('[verify.join-order] no call is joined twice, none to a later choice, and no ambiguous choice has one', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('c', 'm'), maxLength: 40 }), (timeline) => {
        const { pairs, ambiguous } = joins(timeline);
        for (const side of [0, 1]) expect(new Set(pairs.map((pair) => pair[side])).size).toBe(pairs.length);
        for (const [choice = 0, call = 0] of pairs) expect(choice).toBeLessThan(call);
        expect(ambiguous.filter((at) => pairs.some(([choice]) => choice === at))).toEqual([]);
      }),
    );
  });
});
