/** Mistakes put into the lease core by hand: the property of leases must find each within the runs of `npm test`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import type { LeaseScenario } from '../test-support/lease-model.ts';
import { leaseScenario } from '../test-support/lease-model.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const MODEL = '../test-support/lease-model.ts';
const GRANT = '../../../store/src/budget/grant.ts';

/** What is wrong, in which file, the text as it is, and as it would be. */
const mutations: readonly (readonly [string, string, string, string])[] = [
  [
    'a fenced holder keeps its slices',
    './leased-budgets.ts',
    'slices.clear();\n    book = createBudgetBook({ share: slices });',
    '',
  ],
  ['a holder that is fenced counts as alive', './holder.ts', 'if (fenced(answer)) {', 'if (false) {'],
  [
    'a paused process goes on without asking',
    './holder.ts',
    'alive: () => id !== undefined && since() < leases.ttlMs * SURE',
    'alive: () => id !== undefined',
  ],
  [
    'a decision stands although others have counted it',
    './leased-budgets.ts',
    'if (holder.alive()) return true;',
    'return true;',
  ],
  [
    'released twice',
    '../book/budget-book.ts',
    'if (reservation === undefined) return false;\n      held.delete(id);',
    'if (reservation === undefined) return false;',
  ],
  [
    'settled twice',
    '../book/budget-book.ts',
    "return { kind: 'not-held' };\n      held.delete(id);",
    "return { kind: 'not-held' };",
  ],
  [
    'a release gives nothing back',
    '../book/budget-book.ts',
    'hold(reservation.draws, reservation.upper, -1);\n      return true;',
    'return true;',
  ],
  [
    'a settlement keeps its reservation',
    '../book/budget-book.ts',
    'hold(reservation.draws, reservation.upper, -1);\n      return count',
    'return count',
  ],
  [
    'one too many in check-and-add',
    '../book/weigh.ts',
    'sums.settled + sums.held + asked <= allowed',
    'sums.settled + sums.held + asked <= allowed + 1',
  ],
  [
    'what is held is not checked',
    '../book/weigh.ts',
    'sums.settled + sums.held + asked <= allowed',
    'sums.settled + asked <= allowed',
  ],
  [
    'only the first limit is held',
    '../book/budget-book.ts',
    'hold(draws, upper, 1);',
    'hold(draws.slice(0, 1), upper, 1);',
  ],
  [
    'settled into another window than that of the admission',
    '../balances/balances.ts',
    'for (const draw of draws) add(draw,',
    'for (const draw of draws) add({ ...draw, window: draw.window.replace(/[0-9]$/, (d) => String((Number(d) + 1) % 10)) },',
  ],
  [
    'a settlement above its bound is cut off',
    '../book/budget-book.ts',
    'actual[unit] - given[unit], 0, by',
    'Math.min(actual[unit], from[unit]) - given[unit], 0, by',
  ],
  [
    'an overrun is not told',
    '../book/budget-book.ts',
    'actual[unit] - given[unit], 0, by',
    'actual[unit] - given[unit], 0, 0',
  ],
  [
    'a slice is given back and used on',
    './leased-budgets.ts',
    'const { amount, settled, held, overrun } = report;\n      slice.said',
    'const { amount, settled, held, overrun } = report;\n      slice.amount += 1;\n      slice.said',
  ],
  [
    'the grant is added to what is used',
    './asking.ts',
    'slice.amount = lowered ? ask.amount : amount;',
    'slice.amount += amount;',
  ],
  ['a slice is retired while something is held', './slices.ts', 'at.ended && held === 0', 'at.ended'],
  [
    'what was told before is lost at the end',
    './leased-budgets.ts',
    'for (const slice of slices) slice.said = undefined;\n',
    '',
  ],
  [
    'an orphan counts nothing',
    '../balances/balances.ts',
    'settle(reservation, reservation.upper)',
    'open.delete(reservation.leaf)',
  ],
  ['replayed twice', '../balances/balances.ts', 'cell.settled += settled;', 'cell.settled += 2 * settled;'],
  [
    'what is late is counted again',
    './leased-budgets.ts',
    'book.raise(gone, actual)',
    '(book.adopt(gone), book.settle(id, actual))',
  ],
  ['a grant above the room', GRANT, 'if (least > room) return undefined;', 'if (least > room + 1) return undefined;'],
  ['all that is wanted is granted', GRANT, 'Math.min(wanted, Math.floor(room / 2))', 'wanted'],
];

/** The model over sources of which one is changed. */
async function mutated(file: string, from: string, to: string): Promise<(scenario: LeaseScenario) => Promise<void>> {
  const path = at(file);
  const text = readFileSync(path, 'utf8');
  expect(text.split(from), `${file} has no such text, or has it twice: ${from}`).toHaveLength(2);
  const bundle = await rolldown({
    input: at(MODEL),
    platform: 'node',
    resolve: { alias: { '@remit/store': at(GRANT) } },
    plugins: [
      {
        name: 'mutation',
        load: (id: string) => (id === path ? { code: text.replace(from, to), moduleType: 'ts' } : null),
      },
    ],
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  // Shape: what the model exports.
  const model = (await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`)) as {
    playLeases: (scenario: LeaseScenario) => Promise<void>;
  };
  return model.playLeases;
}

describe('mistakes in the lease core', () => {
  it.each(mutations)('[budget.lease-mutations] is found: %s', async (_what, file, from, to) => {
    const play = await mutated(file, from, to);
    const found = await fc.check(fc.asyncProperty(leaseScenario, play), { numRuns: 500, endOnFailure: true });
    expect(found.failed).toBe(true);
  });

  it('[budget.lease-mutations] is not found where there is none', async () => {
    const play = await mutated('./leased-budgets.ts', 'return settled;', 'return settled; ');
    const found = await fc.check(fc.asyncProperty(leaseScenario, play), { numRuns: 500, endOnFailure: true });
    expect(found.failed).toBe(false);
  });
});
