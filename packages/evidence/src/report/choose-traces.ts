/** Which traces a report works out in full: those drawn by the auditor's seed, else the first of each kind. */
import { fromUtf8 } from '@remit/core';
import type { DecisionTrace } from '@remit/record';
import type { AssembledPack, Sample } from '@remit/verify';

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

/** The first request to a model, and the first call of each basis and of none: how models and calls are joined. Not those in `shown`. */
export function joinedToWork(traces: readonly DecisionTrace[], shown: readonly DecisionTrace[]): DecisionTrace[] {
  const kindOf = ({ model, chosenBy, exceptions }: DecisionTrace): string | undefined =>
    model !== undefined
      ? model.chose.some(({ call }) => call !== undefined)
        ? 'request'
        : undefined
      : (chosenBy?.basis ?? exceptions.find((kind) => kind === 'call_without_choice'));
  const kinds = new Set(shown.map(kindOf));
  const found: DecisionTrace[] = [];
  for (const trace of traces) {
    const kind = kindOf(trace);
    if (kind === undefined || kinds.has(kind)) continue;
    kinds.add(kind);
    found.push(trace);
  }
  return found;
}

/** Most drawn traces that are worked out on paper; 13_sampling.json lists all that were drawn. */
const MOST_DRAWN = 10;

/** The drawn traces with the smallest draws, whatever their stratum; undefined when no sample was drawn. */
export function drawnTraces({ files, traces }: AssembledPack): DecisionTrace[] | undefined {
  const bytes = files.get('13_sampling.json');
  if (bytes === undefined) return undefined;
  // Written by samplingOf of @remit/verify in this process.
  const { drawn } = JSON.parse(fromUtf8(bytes) ?? '') as Sample;
  const byId = new Map(traces.map((trace) => [trace.traceId, trace]));
  return [...drawn]
    .sort((a, b) => (a.draw < b.draw ? -1 : 1))
    .flatMap(({ trace }) => byId.get(trace) ?? [])
    .slice(0, MOST_DRAWN);
}
