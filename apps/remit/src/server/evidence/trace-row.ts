/** One line of `remit trace list`. */
import type { DecisionTrace } from '@remit/record';
import type { TraceRow } from '../admin-types.ts';

export function traceRow(trace: DecisionTrace): TraceRow {
  const [call] = trace.toolCalls;
  return {
    id: trace.traceId,
    at: trace.decision.steps[0]?.at ?? '',
    agent: trace.actor.agent?.id,
    server: call?.server.id ?? '',
    tool: call?.tool,
    decision: trace.decision.result,
    enforced: trace.decision.steps.at(-1)?.enforced !== false,
    outcome: trace.outcome?.kind ?? call?.status ?? 'open',
    verdict: trace.scopeVerdict.overall,
  };
}
