/**
 * What the verification found of single records: where each stands, and of each decision in the report whether its proof,
 * its context and its result hold. Computed when asked for, one record at a time.
 */
import type { DecisionTrace, RecordType } from '@remit/record';
import type { VerifyState } from './checks/check.ts';
import { proofProblem } from './checks/proofs.ts';
import { paths } from './projection/pack-core.ts';
import type { Study } from './projection/study.ts';

/** One record. `says`: sentences for the reader. `status`: `-` where only the checks of the whole log apply to it. */
export interface RecordResult {
  readonly index: number;
  readonly id: string;
  readonly type: RecordType;
  readonly at: string;
  readonly status: 'ok' | 'fail' | 'incomplete' | '-';
  readonly says: readonly string[];
  /** For decisions: the call it belongs to, what was asked for, the result and the verdict of its call. */
  readonly decision?: {
    readonly trace: string;
    readonly chosen: string;
    readonly result: string;
    readonly verdict: string;
    readonly exceptions: readonly string[];
  };
}

/** Results by position in the log, for as many records as `size` says. */
export interface RecordResults {
  readonly size: number;
  /** Positions of the decisions in the report, in log order. */
  readonly decisions: readonly number[];
  at(index: number): RecordResult | undefined;
}

interface Place {
  readonly trace: DecisionTrace;
  readonly step: DecisionTrace['decision']['steps'][number];
}

/** Results of a verification that has run; none when the records could not be read. */
export function recordResults(state: VerifyState): RecordResults {
  const { study, projection } = state;
  const records = study?.view.records ?? [];
  const places = new Map<number, Place>();
  for (const trace of projection?.traces ?? [])
    for (const step of trace.decision.steps) places.set(step.record.index, { trace, step });
  return {
    size: records.length,
    decisions: [...places.keys()].sort((a, b) => a - b),
    at(index) {
      const located = records[index];
      if (located === undefined || study === undefined) return undefined;
      const { id, t: type, ts: at } = located.record;
      const place = places.get(index);
      const base = { index, id, type, at };
      return place === undefined
        ? { ...base, status: '-', says: [] }
        : { ...base, ...decisionResult(place, state, study) };
    },
  };
}

function decisionResult({ trace, step }: Place, state: VerifyState, study: Study) {
  const { index, id } = step.record;
  const proof = proofProblem(state, index, paths.proof(id));
  const context = study.contexts.get(id);
  const says: string[] = [proof === undefined ? 'proof leads to the signed root' : proof];
  let status: 'ok' | 'fail' | 'incomplete' = proof === undefined ? 'ok' : 'fail';
  const worse = (to: 'fail' | 'incomplete', sentence: string) => {
    if (status !== 'fail') status = to;
    says.push(sentence);
  };
  if (context?.kind === 'disclosed') says.push('context intact');
  else if (context?.kind === 'broken') worse('fail', `context ALTERED: ${context.reason}`);
  else if (context?.kind === 'missing') worse('fail', 'context MISSING');
  else says.push(`context: ${context?.kind ?? 'not in the report'}`);
  if (step.rerun === undefined) says.push('decision could not be run again: indeterminate');
  else if (step.rerun.result === step.result) says.push('run again: the same result');
  else says.push(`run again: the scope gives ${step.rerun.result}`);
  const { overall, reasonCodes } = trace.scopeVerdict;
  return {
    status,
    says,
    decision: {
      trace: trace.traceId,
      chosen: trace.decision.chosen,
      result: step.result,
      verdict: reasonCodes.length === 0 ? overall : `${overall} (${reasonCodes.join(', ')})`,
      exceptions: trace.exceptions,
    },
  };
}
