/** Counts that the report, the population file and the scope.verdict record share. */
import type { DecisionTrace, Verdict } from '@remit/record';

/** Sorted counts by name. */
export type Tally = Readonly<Record<string, number>>;

/** Counts items by a name. */
export function tally<T>(items: Iterable<T>, name: (item: T) => string): Tally {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(name(item), (counts.get(name(item)) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One cell of the decision x verdict matrix. */
export interface MatrixRow {
  readonly decision: string;
  readonly evaluation: string;
  readonly verdict: Verdict;
  readonly meaning: string;
  readonly count: number;
}

/** Decision x verdict, with what each cell means. Only cells that occur. */
export function matrix(traces: readonly DecisionTrace[]): MatrixRow[] {
  const cells = new Map<string, MatrixRow>();
  for (const trace of traces) {
    const evaluation = trace.decision.steps.at(-1)?.evaluation.status ?? 'not-evaluated';
    const { result } = trace.decision;
    const verdict = trace.scopeVerdict.overall;
    const key = `${result} ${evaluation} ${verdict}`;
    const count = (cells.get(key)?.count ?? 0) + 1;
    cells.set(key, { decision: result, evaluation, verdict, meaning: trace.agreement.verdictVsDecision, count });
  }
  return [...cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
