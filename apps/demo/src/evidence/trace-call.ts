/** Reads a decision trace as a call in the demo's own terms. */
import type { DecisionTrace } from '@remit/record';
import { clientName } from '../mcp/agent.ts';
import type { CallEnd, LoggedCall } from '../work/call-log.ts';

/** The call that a trace describes, or why it describes none that the demo could have made. */
export function callOfTrace(trace: DecisionTrace): LoggedCall | string {
  const [call] = trace.toolCalls;
  const client = trace.actor.client?.name;
  const caller = (['modern', 'legacy', 'hand'] as const).find((one) => client?.startsWith(clientName(one)));
  if (call?.tool === undefined) return `trace ${trace.traceId} names no tool`;
  if (caller === undefined) return `trace ${trace.traceId} names the client ${client ?? '(none)'}`;
  return { caller, server: call.server.id, tool: call.tool, end: endOf(trace) };
}

/** True when the trace is one of a call to a tool, and not of a request to a model. */
export function isToolCall({ model }: DecisionTrace): boolean {
  return model === undefined;
}

/** True when the decision in force let the call go to the upstream. */
export function wasLetThrough({ decision }: DecisionTrace): boolean {
  return decision.result === 'permit' || decision.result === 'permit_with_conditions';
}

function endOf(trace: DecisionTrace): CallEnd {
  const released = trace.oversight.find(({ decisive }) => decisive === 'yes')?.decision;
  if (trace.decision.result === 'deny') return released === 'rejected' ? 'refused' : 'denied';
  if (trace.outcome?.kind !== 'executed') return 'open';
  return released === 'approved' ? 'approved' : 'allowed';
}
