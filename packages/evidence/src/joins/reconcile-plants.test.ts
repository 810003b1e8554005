/** Random plants in a generated pair of sources: reconciliation lists exactly those, none more and none less. */
import type { Joinable } from '@remit/verify';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reconcile } from './reconcile.ts';

const START = Date.parse('2026-11-03T00:00:00Z');
const WINDOW = 120_000;

/** One call that took place, and what is done to its two records. */
interface Plant {
  readonly in: 'both' | 'left' | 'right';
  /** Seconds after the call before. Calls may lie close to each other. */
  readonly after: number;
  /** Milliseconds between the two clocks' records of it, beyond the offset. */
  readonly apart: number;
  readonly by: number;
  readonly tool: number;
  /** The right source holds no arguments: only who, where and when are left, and the caller is one of its own. */
  readonly bare: boolean;
  readonly denied: boolean;
}

const plant: fc.Arbitrary<Plant> = fc.record({
  in: fc.oneof(
    { weight: 6, arbitrary: fc.constant('both' as const) },
    fc.constantFrom('left' as const, 'right' as const),
  ),
  after: fc.integer({ min: 0, max: 400 }),
  apart: fc.integer({ min: -WINDOW, max: WINDOW }),
  by: fc.integer({ min: 0, max: 3 }),
  tool: fc.integer({ min: 0, max: 2 }),
  bare: fc.boolean(),
  denied: fc.boolean(),
});

function sources(plants: readonly Plant[], offsetMs: number): { left: Joinable[]; right: Joinable[] } {
  let at = START;
  const left: Joinable[] = [];
  const right: Joinable[] = [];
  for (const [n, one] of plants.entries()) {
    at += one.after * 1000;
    const call = {
      kind: 'tool-call',
      host: 'mcp.example',
      method: 'tools/call',
      tool: `tool_${one.tool}`,
      actors: [one.bare ? `person:only-${n}` : `person:${one.by}`],
      args: `digest-${n}`,
      ids: {},
      clientIds: false,
    };
    const l = { ...call, ref: `L:${n}`, source: 'made.left', vendor: 'A', dataset: 'left', at };
    const { args: _, ...bare } = call;
    const seen = { ref: `R:${n}`, source: 'made.right', vendor: 'B', dataset: 'right', at: at + offsetMs + one.apart };
    if (one.in !== 'right') left.push(one.denied ? { ...l, decision: 'deny' } : l);
    if (one.in !== 'left') right.push({ ...(one.bare ? bare : call), ...seen, outcome: 'executed' });
  }
  return { left, right };
}

it('[imported.reconcile] random plants are listed exactly, on both sides and where the two contradict each other', () => {
  fc.assert(
    fc.property(
      fc.array(plant, { maxLength: 80 }),
      fc.integer({ min: -3_600_000, max: 3_600_000 }),
      fc.infiniteStream(fc.nat()),
      (plants, offsetMs, order) => {
        const { left, right } = sources(plants, offsetMs);
        // Logs are not in the order of time.
        const shuffled = right
          .map((event) => ({ event, key: order.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ event }) => event);
        const result = reconcile(
          { source: 'made.left', events: left },
          { source: 'made.right', events: shuffled },
          { windowMs: WINDOW, offsetMs, kinds: ['tool-call'], period: { from: START - 1e10, to: START + 1e10 } },
        );
        const of = (where: Plant['in'], name: string) =>
          plants.flatMap((one, n) => (one.in === where ? [`${name}:${n}`] : [])).sort();
        expect(result.left.only.map(({ ref }) => ref).sort()).toEqual(of('left', 'L'));
        expect(result.right.only.map(({ ref }) => ref).sort()).toEqual(of('right', 'R'));
        expect(result.ambiguous).toEqual([]);
        const contradicting = plants.flatMap((one, n) => (one.in === 'both' && one.denied ? [`L:${n}`] : []));
        expect(result.contradictions.map(({ left: { ref } }) => ref).sort()).toEqual(contradicting.sort());
        const both = plants.filter((one) => one.in === 'both');
        expect(result.joined).toEqual({
          exact: 0,
          asserted: 0,
          strong: both.filter(({ bare }) => !bare).length,
          probable: both.filter(({ bare }) => bare).length,
        });
      },
    ),
    { numRuns: 300 },
  );
});
