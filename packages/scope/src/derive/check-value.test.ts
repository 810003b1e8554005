import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, EachCondition, LeafCondition } from '../declared-scope.ts';
import { checkValue, MAX_ITEMS } from './check-value.ts';
import type { Reason } from './reasons.ts';
import { reasons } from './reasons.ts';

const path: LeafCondition = { kind: 'path-within', roots: ['/srv/a'], links: 'unchecked' };
const oneOf: LeafCondition = { kind: 'one-of', values: ['x', '1', 2, true] };
const prefix: LeafCondition = { kind: 'prefix', prefix: 'LOAN-' };
const range: LeafCondition = { kind: 'range', min: -1, max: 10 };
const list: EachCondition = { kind: 'each', of: path, allowEmpty: false };
const anyList: Condition = { kind: 'each', of: { kind: 'any' }, allowEmpty: true };

/** Two holes: length without elements. */
const SPARSE: string[] = [];
SPARSE.length = 2;

function reason(value: unknown, condition: Condition): Reason | undefined {
  return checkValue(value, condition, undefined).reason;
}

describe('the derivation table', () => {
  it.each<[string, Condition, unknown, Reason | undefined]>([
    ['path', path, '/srv/a/x', undefined],
    ['path', path, '/srv/b', 'outside'],
    ['path', path, undefined, 'missing'],
    ['path', path, null, 'not-a-string'],
    ['path', path, 7, 'not-a-string'],
    ['path', path, ['/srv/a/x'], 'not-a-string'],
    ['one-of', oneOf, 'x', undefined],
    ['one-of', oneOf, '1', undefined],
    ['one-of', oneOf, 1, 'not-listed'],
    ['one-of', oneOf, 2, undefined],
    ['one-of', oneOf, '2', 'not-listed'],
    ['one-of', oneOf, true, undefined],
    ['one-of', oneOf, 'true', 'not-listed'],
    ['one-of', oneOf, false, 'not-listed'],
    ['one-of', oneOf, 'X', 'not-listed'],
    ['one-of', oneOf, 'x ', 'not-listed'],
    ['one-of', oneOf, '', 'not-listed'],
    ['one-of', oneOf, undefined, 'missing'],
    ['one-of', oneOf, null, 'not-a-scalar'],
    ['one-of', oneOf, 2.5, 'not-a-scalar'],
    ['one-of', oneOf, Number.NaN, 'not-a-scalar'],
    ['one-of', oneOf, 2 ** 53, 'not-a-scalar'],
    ['one-of', oneOf, ['x'], 'not-a-scalar'],
    ['one-of', oneOf, { x: 'x' }, 'not-a-scalar'],
    ['prefix', prefix, 'LOAN-7', undefined],
    ['prefix', prefix, 'LOAN-', undefined],
    ['prefix', prefix, 'loan-7', 'no-prefix'],
    ['prefix', prefix, ' LOAN-7', 'no-prefix'],
    ['prefix', prefix, '', 'no-prefix'],
    ['prefix', prefix, undefined, 'missing'],
    ['prefix', prefix, 7, 'not-a-string'],
    ['prefix', prefix, ['LOAN-7'], 'not-a-string'],
    ['prefix', prefix, 'LOAN-/../7', 'parent-segment'],
    ['prefix', prefix, 'LOAN-%2e%2e', 'percent-encoded'],
    ['prefix', prefix, 'LOAN-\\x', 'backslash'],
    ['prefix', prefix, 'LOAN-\u0000', 'control-character'],
    ['prefix', prefix, 'LOAN-\nLOAN', 'control-character'],
    ['range', range, -1, undefined],
    ['range', range, 10, undefined],
    ['range', range, 0, undefined],
    ['range', range, -0, undefined],
    ['range', range, -2, 'below-min'],
    ['range', range, 11, 'above-max'],
    ['range', range, 1.5, 'not-an-integer'],
    ['range', range, '5', 'not-an-integer'],
    ['range', range, true, 'not-an-integer'],
    ['range', range, null, 'not-an-integer'],
    ['range', range, Number.POSITIVE_INFINITY, 'not-an-integer'],
    ['range', range, Number.NaN, 'not-an-integer'],
    ['range', range, 2 ** 60, 'not-an-integer'],
    ['range', range, undefined, 'missing'],
    ['min only', { kind: 'range', min: 3 }, 2, 'below-min'],
    ['min only', { kind: 'range', min: 3 }, 2 ** 40, undefined],
    ['max only', { kind: 'range', max: 3 }, 4, 'above-max'],
    ['max only', { kind: 'range', max: 3 }, -(2 ** 40), undefined],
    ['any', { kind: 'any' }, undefined, undefined],
    ['any', { kind: 'any' }, null, undefined],
    ['any', { kind: 'any' }, { a: [1.5] }, undefined],
    ['each', list, ['/srv/a/x', '/srv/a/y'], undefined],
    ['each', list, ['/srv/a/x', '/srv/b'], 'outside'],
    ['each', list, ['/srv/a/x', null], 'not-a-string'],
    ['each', list, [['/srv/a/x']], 'not-a-string'],
    ['each', list, [], 'empty-list'],
    ['each', list, undefined, 'missing'],
    ['each', list, null, 'not-a-list'],
    ['each', list, '/srv/a/x', 'not-a-list'],
    ['each', list, { 0: '/srv/a/x', length: 1 }, 'not-a-list'],
    ['each', list, Array.from({ length: MAX_ITEMS }, () => '/srv/a/x'), undefined],
    ['each', list, Array.from({ length: MAX_ITEMS + 1 }, () => '/srv/a/x'), 'too-many-items'],
    // A hole is not an element that was checked.
    ['each', list, SPARSE, 'not-a-string'],
    ['each any', anyList, [], undefined],
    ['each any', anyList, [null, {}], undefined],
    ['each any', anyList, {}, 'not-a-list'],
    ['absent-or', { kind: 'absent-or', of: range }, undefined, undefined],
    ['absent-or', { kind: 'absent-or', of: range }, 5, undefined],
    ['absent-or', { kind: 'absent-or', of: range }, 50, 'above-max'],
    // null is a value that was sent, not an absence.
    ['absent-or', { kind: 'absent-or', of: range }, null, 'not-an-integer'],
    ['absent-or each', { kind: 'absent-or', of: list }, [], 'empty-list'],
  ])('[scope.derivation] %s %j: %j gives %s', (_, condition, value, expected) => {
    expect(reason(value, condition)).toBe(expected);
  });

  it('[scope.derivation] needs every element, wherever the one that fails stands', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('/srv/a/x', '/srv/a', '/srv/b', '/etc', 7, null), { minLength: 1, maxLength: 10 }),
        (items) => {
          const all = items.every((item) => reason(item, path) === undefined);
          expect(reason(items, list) === undefined).toBe(all);
        },
      ),
    );
  });

  it('never throws, whatever was sent, and knows every reason that it gives', () => {
    const conditions: Condition[] = [path, oneOf, prefix, range, list, anyList, { kind: 'absent-or', of: prefix }];
    const seen = new Set<Reason>();
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...conditions), (value, condition) => {
        const found = reason(value, condition);
        if (found !== undefined) seen.add(found);
      }),
      { numRuns: 1000 },
    );
    expect(Object.keys(reasons)).toEqual(expect.arrayContaining([...seen]));
  });
});
