/**
 * What the demo itself did, kept apart from the product's records, so that the evidence can be held against something
 * that the product did not write.
 */
import type { CallerName } from '../mcp/agent.ts';

/** How a call ended, as its caller saw it. `open`: the caller never got an answer. */
export type CallEnd = 'allowed' | 'approved' | 'denied' | 'refused' | 'open';

export interface LoggedCall {
  readonly caller: CallerName;
  readonly server: string;
  readonly tool: string;
  readonly end: CallEnd;
  /** Id of the choice of the model that the call comes from. Absent: no model asked for it. */
  readonly choiceId?: string;
}

/** One line for a call that compares equal for equal calls. */
export function callKey(call: LoggedCall): string {
  return `${call.server}/${call.tool} by the ${call.caller} client: ${call.end}`;
}

/** Differences between two lists of calls, whatever their order; empty when they hold the same calls as often. */
export function callDifferences(made: readonly LoggedCall[], recorded: readonly LoggedCall[]): string[] {
  const counts = new Map<string, number>();
  for (const call of made) counts.set(callKey(call), (counts.get(callKey(call)) ?? 0) + 1);
  for (const call of recorded) counts.set(callKey(call), (counts.get(callKey(call)) ?? 0) - 1);
  return [...counts].flatMap(([key, count]) => {
    if (count === 0) return [];
    return [count > 0 ? `made and not in the evidence: ${key}` : `in the evidence and not made: ${key}`];
  });
}
