/**
 * 13_sampling.json: which traces an auditor looks at in full, drawn by a seed that the auditor gives after the log was
 * signed (compliance reference §13, acceptance list). Anyone can draw it again: it follows from the seed and the ids.
 */
import { sha256, toHex, utf8 } from '@remit/core';
import type { Verdict } from '@remit/record';
import type { SampleInput } from './pack-core.ts';

/** One trace that can be drawn. `failOpen`: it was let through although the policy could not be evaluated. */
export interface SampleUnit {
  readonly id: string;
  readonly verdict: Verdict;
  readonly failOpen: boolean;
}

/** Groups of traces, in the order in which a trace is assigned to the first that fits. */
export const STRATA = ['out', 'fail_open', 'indeterminate', 'in'] as const;
/** One of {@link STRATA}. */
export type Stratum = (typeof STRATA)[number];

/** One drawn trace. `draw`: the digest that put it there, lower-case hex. */
export interface DrawnTrace {
  readonly trace: string;
  readonly stratum: Stratum;
  readonly draw: string;
}

/** The drawn sample. `taken`: every trace of the stratum, or the `n` smallest digests. */
export interface Sample {
  readonly seed: string;
  readonly n: number;
  readonly rule: string;
  readonly strata: readonly {
    readonly stratum: Stratum;
    readonly population: number;
    readonly taken: 'all' | 'n';
    readonly drawn: number;
  }[];
  readonly drawn: readonly DrawnTrace[];
}

const RULE =
  'draw = SHA-256("remit.sample/1" LF seed LF trace id), as UTF-8. Each trace belongs to the first stratum that fits: out (verdict out), fail_open (let through though the policy was not evaluated), indeterminate, in. All of out and fail_open are taken; of the others the n traces with the smallest draw.';

/** Draws the sample. The order of the units does not matter; drawn traces stand by stratum, then by draw. */
export function drawSample(units: Iterable<SampleUnit>, { seed, n }: SampleInput): Sample {
  const groups = new Map<Stratum, DrawnTrace[]>(STRATA.map((stratum) => [stratum, []]));
  for (const unit of units) {
    const stratum = stratumOf(unit);
    groups.get(stratum)?.push({ trace: unit.id, stratum, draw: drawOf(seed, unit.id) });
  }
  const taken = [...groups].map(([stratum, traces]) => {
    const all = stratum === 'out' || stratum === 'fail_open';
    const sorted = traces.sort((a, b) => (a.draw < b.draw ? -1 : 1));
    const drawn = all ? sorted : sorted.slice(0, n);
    return { stratum, population: traces.length, taken: all ? ('all' as const) : ('n' as const), drawn };
  });
  return {
    seed,
    n,
    rule: RULE,
    strata: taken.map(({ drawn, ...rest }) => ({ ...rest, drawn: drawn.length })),
    drawn: taken.flatMap(({ drawn }) => drawn),
  };
}

function drawOf(seed: string, id: string): string {
  return toHex(sha256(utf8(`remit.sample/1\n${seed}\n${id}`)));
}

function stratumOf({ verdict, failOpen }: SampleUnit): Stratum {
  if (verdict === 'out') return 'out';
  return failOpen ? 'fail_open' : verdict;
}
