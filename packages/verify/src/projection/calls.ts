/**
 * Groups records into calls. A call is one attempted action: its decision, or the escalation, the approval and the
 * decision after it; and the outcome or the gap that closes it. Joined by `cause` only (leaf hashes of earlier
 * records): no join is guessed from times, names or sessions.
 */
import type { RecordOf } from '@remit/record';
import type { Located, LogView } from './log-view.ts';
import { isType } from './log-view.ts';

/** A decision record in its place: on a call to a tool, or on a request to a language model. */
export type Decision = Located<RecordOf<'mcp.decision'> | RecordOf<'llm.decision'>>;
/** An outcome record in its place. */
export type OutcomeRecord = Located<RecordOf<'mcp.outcome'> | RecordOf<'llm.outcome'>>;
/** An approval record in its place. */
export type ApprovalRecord = Located<RecordOf<'approval'>>;
/** A gap record in its place. */
export type GapRecord = Located<RecordOf<'gap'>>;

/** One attempted action. `decisions` is never empty; the first names the trace, the last is the one in force. */
export interface Call {
  readonly decisions: readonly [Decision, ...Decision[]];
  readonly approvals: readonly ApprovalRecord[];
  /** The first outcome. Any further one is in `extraOutcomes`. */
  readonly outcome?: OutcomeRecord;
  readonly extraOutcomes: readonly OutcomeRecord[];
  readonly gaps: readonly GapRecord[];
}

/** All calls of a log in the order of their first decision, and the records that should belong to one but do not. */
export interface Calls {
  readonly calls: readonly Call[];
  readonly orphans: readonly (OutcomeRecord | ApprovalRecord)[];
}

interface OpenCall {
  decisions: [Decision, ...Decision[]];
  approvals: ApprovalRecord[];
  outcome?: OutcomeRecord;
  extraOutcomes: OutcomeRecord[];
  gaps: GapRecord[];
}

/** Groups a log into calls. */
export function groupCalls(view: LogView): Calls {
  const calls: OpenCall[] = [];
  const byDecision = new Map<string, OpenCall>();
  const orphans: (OutcomeRecord | ApprovalRecord)[] = [];
  const callOf = (located: Located): OpenCall | undefined => {
    for (const leaf of located.record.cause ?? []) {
      const call = byDecision.get(leaf);
      if (call !== undefined) return call;
    }
    return undefined;
  };
  for (const located of view.records) {
    if (isType(located, 'mcp.decision') || isType(located, 'llm.decision')) {
      const earlier = callOf(located);
      const joins = earlier !== undefined && last(earlier.decisions).record.pol.dec === 'escalate';
      const call = joins ? earlier : startCall(located);
      if (joins) call.decisions.push(located);
      else calls.push(call);
      byDecision.set(located.leaf, call);
    } else if (isType(located, 'mcp.outcome') || isType(located, 'llm.outcome')) {
      const call = callOf(located);
      if (call === undefined) orphans.push(located);
      else if (call.outcome === undefined) call.outcome = located;
      else call.extraOutcomes.push(located);
    } else if (isType(located, 'approval')) {
      const call = callOf(located);
      if (call === undefined) orphans.push(located);
      else call.approvals.push(located);
    } else if (isType(located, 'gap')) {
      callOf(located)?.gaps.push(located);
    }
  }
  return { calls, orphans };
}

function startCall(decision: Decision): OpenCall {
  return { decisions: [decision], approvals: [], extraOutcomes: [], gaps: [] };
}

function last(decisions: readonly [Decision, ...Decision[]]): Decision {
  return decisions.at(-1) ?? decisions[0];
}

/** The decision in force: the only one, or the one after the escalation. */
export function finalDecision(call: Call): Decision {
  return last(call.decisions);
}

/**
 * How a call ended. `open`: it was let through (or waits for an approval) and no later record says what became of it.
 */
export function closureOf(call: Call): 'outcome' | 'gap' | 'denied' | 'open' {
  if (call.outcome !== undefined) return 'outcome';
  const last = finalDecision(call);
  if (last.record.pol.dec === 'deny' && !letThrough(last)) return 'denied';
  const decided = new Set(call.decisions.map((decision) => decision.leaf));
  const explained = call.gaps.some((gap) => gap.record.cause?.some((leaf) => decided.has(leaf)));
  return explained ? 'gap' : 'open';
}

/** True when the decision authorises the call. */
export function authorises({ record: { pol } }: Decision): boolean {
  return pol.dec === 'permit' || pol.dec === 'permit_with_conditions';
}

/** True when the call could go ahead: authorised, or decided under a scope that only observes (`pol.enforced: false`). */
export function letThrough(decision: Decision): boolean {
  return authorises(decision) || decision.record.pol.enforced === false;
}
