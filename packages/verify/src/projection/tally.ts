/** Counts that the report, the population file and the scope.verdict record share. */
import type { DecisionTrace, Verdict } from '@remit/record';

/** Sorted counts by name. */
export type Tally = Readonly<Record<string, number>>;

/** Counts items by a name. */
export function tally<T>(items: Iterable<T>, name: (item: T) => string): Tally {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(name(item), (counts.get(name(item)) ?? 0) + 1);
  return sorted(counts);
}

/** Counts in the order of their names. */
export function sorted(counts: ReadonlyMap<string, number>): Tally {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One cell of the decision x verdict matrix. */
export interface MatrixRow {
  readonly decision: string;
  readonly evaluation: string;
  /** False under a scope that only observes. */
  readonly enforced: boolean;
  readonly verdict: Verdict;
  readonly meaning: string;
  readonly count: number;
}

/** Decision x verdict, with what each cell means. Only cells that occur. */
export function matrix(traces: readonly DecisionTrace[]): MatrixRow[] {
  const cells = new Map<string, MatrixRow>();
  for (const trace of traces) {
    const last = trace.decision.steps.at(-1);
    const evaluation = last?.evaluation.status ?? 'not-evaluated';
    const enforced = last?.enforced !== false;
    const { result } = trace.decision;
    const verdict = trace.scopeVerdict.overall;
    const meaning = trace.agreement.verdictVsDecision;
    const key = `${result} ${evaluation} ${verdict} ${String(enforced)} ${meaning}`;
    const count = (cells.get(key)?.count ?? 0) + 1;
    cells.set(key, { decision: result, evaluation, enforced, verdict, meaning, count });
  }
  return [...cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
