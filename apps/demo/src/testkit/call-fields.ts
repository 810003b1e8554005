/** What the acceptance list asks of a call, read from its trace. For tests. */
import type { DecisionTrace } from '@remit/record';
import { AGENT } from '../cast/people.ts';

/** What the acceptance list asks of a call and the trace does not show. */
export function missingFields(trace: DecisionTrace): string[] {
  const [call] = trace.toolCalls;
  const step = trace.decision.steps.at(-1);
  const holds: Readonly<Record<string, boolean>> = {
    who: trace.actor.human.subjectRef.startsWith('p_'),
    agent: trace.actor.agent?.id === AGENT,
    client: /^loan-triage-(modern|legacy|hand)\b/.test(trace.actor.client?.name ?? ''),
    server: ['files', 'everything', 'decisions'].includes(call?.server.id ?? ''),
    tool: (call?.tool ?? '') !== '',
    scope: trace.declaredScope?.id === 'loan-triage' && trace.declaredScope.declaredIn !== undefined,
    // What denies a tool that the scope does not declare is that no rule permits it.
    rule: isUndeclared(trace) ? trace.decision.result === 'deny' : (step?.rules.length ?? 0) > 0,
    decision: step?.evaluation.status === 'evaluated',
    outcome: trace.outcome !== undefined || (trace.absent['outcome'] ?? '') !== '',
  };
  return Object.entries(holds).flatMap(([field, shown]) => (shown ? [] : [field]));
}

/** Made with the agent's key by somebody who is not the agent. */
export function isByHand({ actor }: DecisionTrace): boolean {
  return actor.client?.name.startsWith('loan-triage-hand') === true;
}

/** Denied because no rule speaks of the tool. */
export function isUndeclared(trace: DecisionTrace): boolean {
  return trace.scopeVerdict.reasonCodes.includes('tool_not_declared');
}

/** Digest of the definition that the call was decided on; empty when the trace has none. */
export function definitionOf(trace: DecisionTrace): string {
  return trace.toolCalls[0]?.server.toolDefinitionDigest ?? '';
}

/** Calls to declared tools that carry a case. */
export function isLoanCase(server: string | undefined, tool: string | undefined): boolean {
  if (server === 'decisions') return true;
  return server === 'files' && ['read_text_file', 'read_multiple_files', 'list_directory'].includes(tool ?? '');
}
