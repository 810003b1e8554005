/**
 * Counts on the hot path: numbers in arrays that exist already. Labels, text and the metrics library come in only when
 * somebody reads `/metrics`.
 */
import type { CallObserver, ObservedDecision, ObservedOutcome } from '@remit/gateway';

/** Times and ways out of one step. */
export interface StepTally {
  /** Observations by bucket, each bound alone; the last one is beyond all bounds. */
  readonly buckets: Float64Array;
  seconds: number;
  readonly stops: Map<string, number>;
}

/** What was counted since the process started. */
export interface CallTallies extends CallObserver {
  readonly steps: ReadonlyMap<string, StepTally>;
  readonly rejects: ReadonlyMap<string, number>;
  /** Calls by server, decision and outcome, those that occurred. */
  calls(): Iterable<{
    readonly server: string;
    readonly decision: ObservedDecision;
    readonly outcome: ObservedOutcome;
    readonly n: number;
  }>;
}

/** Stands for every server that is not configured: what a caller invents is no label. */
export const OTHER_SERVER = 'other';

const DECISIONS: readonly ObservedDecision[] = [
  'permit',
  'permit_with_conditions',
  'deny',
  'deny_not_enforced',
  'none',
];
const OUTCOMES: readonly ObservedOutcome[] = [
  'executed',
  'errored',
  'unknown',
  'refused',
  'not_forwarded',
  'unavailable',
];

/** Empty counts. `bounds`: rising upper bounds in seconds. `configured`: true for a name that may stand as a label. */
export function createCallTallies(deps: {
  readonly bounds: readonly number[];
  readonly configured: (server: string) => boolean;
}): CallTallies {
  const { bounds, configured } = deps;
  const steps = new Map<string, StepTally>();
  const rejects = new Map<string, number>();
  const rows = new Map<string, Float64Array>();

  const newStep = (name: string): StepTally => {
    const tally = { buckets: new Float64Array(bounds.length + 1), seconds: 0, stops: new Map<string, number>() };
    steps.set(name, tally);
    return tally;
  };
  const rowOf = (server: string): Float64Array => {
    const known = rows.get(server);
    if (known !== undefined) return known;
    if (server !== OTHER_SERVER && !configured(server)) return rowOf(OTHER_SERVER);
    const row = new Float64Array(DECISIONS.length * OUTCOMES.length);
    rows.set(server, row);
    return row;
  };

  return {
    steps,
    rejects,
    step(name, from, to, code) {
      const tally = steps.get(name) ?? newStep(name);
      const seconds = (to - from) / 1000;
      let at = 0;
      while (at < bounds.length && seconds > (bounds[at] ?? 0)) at++;
      tally.buckets[at] = (tally.buckets[at] ?? 0) + 1;
      tally.seconds += seconds;
      if (code !== undefined) tally.stops.set(code, (tally.stops.get(code) ?? 0) + 1);
    },
    call(decision, outcome, { server }) {
      const row = rowOf(server);
      const at = DECISIONS.indexOf(decision) * OUTCOMES.length + OUTCOMES.indexOf(outcome);
      row[at] = (row[at] ?? 0) + 1;
    },
    rejected(why) {
      rejects.set(why, (rejects.get(why) ?? 0) + 1);
    },
    *calls() {
      for (const [server, row] of rows)
        for (const [d, decision] of DECISIONS.entries())
          for (const [o, outcome] of OUTCOMES.entries()) {
            const n = row[d * OUTCOMES.length + o] ?? 0;
            if (n > 0) yield { server, decision, outcome, n };
          }
    },
  };
}
