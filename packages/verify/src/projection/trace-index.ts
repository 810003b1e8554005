/** 07_traces_index.csv: one row for each trace, for sampling and for reading beside the JSON. */
import type { DecisionTrace } from '@remit/record';
import { csv } from './csv.ts';

const HEADER = [
  'traceId',
  'at',
  'firstIndex',
  'server',
  'tool',
  'agent',
  'person',
  'decision',
  'enforced',
  'effect',
  'verdict',
  'meaning',
  'reasonCodes',
  'exceptions',
  'proof',
];

/** The table. */
export function traceIndexCsv(traces: readonly DecisionTrace[]): string {
  return csv(
    HEADER,
    traces.map((trace) => {
      const [step] = trace.decision.steps;
      const [call] = trace.toolCalls;
      return [
        trace.traceId,
        step?.at ?? '',
        step?.record.index ?? '',
        call?.server.id ?? '',
        call?.tool ?? '',
        trace.actor.agent?.id ?? '',
        trace.actor.human.subjectRef,
        trace.decision.result,
        String(trace.decision.steps.at(-1)?.enforced !== false),
        call?.effect.observed ?? '',
        trace.scopeVerdict.overall,
        trace.agreement.verdictVsDecision,
        trace.scopeVerdict.reasonCodes.join(' '),
        trace.exceptions.join(' '),
        trace.custody.proof,
      ];
    }),
  );
}
