/** Which traces a report works out in full when no sample was drawn: the first of each kind of cell, most telling first. */
import type { DecisionTrace } from '@remit/record';

const RANK = { out: 0, indeterminate: 1, in: 2 } as const;

/** At most `most` traces, one a combination of verdict, decision and enforcement; `out` first, then in log order. */
export function tracesToWork(traces: readonly DecisionTrace[], most: number): DecisionTrace[] {
  const first = new Map<string, DecisionTrace>();
  for (const trace of traces) {
    const enforced = trace.decision.steps.at(-1)?.enforced === false ? 'observed' : 'enforced';
    const key = `${trace.scopeVerdict.overall} ${trace.decision.result} ${trace.toolCalls[0]?.status ?? ''} ${enforced}`;
    if (!first.has(key)) first.set(key, trace);
  }
  return [...first.values()].sort((a, b) => RANK[a.scopeVerdict.overall] - RANK[b.scopeVerdict.overall]).slice(0, most);
}
