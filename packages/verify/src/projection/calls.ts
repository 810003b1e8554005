/**
 * Groups records into calls. A call is one attempted action: its decision, or the escalation, the approval and the
 * decision after it; and the outcome or the gap that closes it. Joined by `cause` only (leaf hashes of earlier
 * records): no join is guessed from times, names or sessions.
 */
import type { RecordOf } from '@remit/record';
import { factsAt } from '../log/located.ts';
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
  readonly outcome?: OutcomeRecord | undefined;
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
  outcome: OutcomeRecord | undefined;
  extraOutcomes: OutcomeRecord[];
  gaps: GapRecord[];
}

/** Groups a log into calls. */
export function groupCalls(view: LogView): Calls {
  const calls: OpenCall[] = [];
  const { causes, causeEnds } = view.columns;
  // Number of the call plus one, by index of a decision. An outcome leads to its call without a look into either record.
  const callAt = new Int32Array(view.columns.size);
  const orphans: (OutcomeRecord | ApprovalRecord)[] = [];
  const callOf = ({ index }: Located): OpenCall | undefined => {
    for (let n = causeEnds[index - 1] ?? 0; n < (causeEnds[index] ?? 0); n++) {
      const call = calls[(callAt[causes[n] ?? -1] ?? 0) - 1];
      if (call !== undefined) return call;
    }
    return undefined;
  };
  for (const located of view.records) {
    if (isType(located, 'mcp.decision') || isType(located, 'llm.decision')) {
      const earlier = callOf(located);
      const joins = earlier !== undefined && factsAt(last(earlier.decisions)).dec === 'escalate';
      const call = joins ? earlier : startCall(located);
      if (joins) call.decisions.push(located);
      else calls.push(call);
      callAt[located.index] = joins ? (callAt[earlier.decisions[0].index] ?? 0) : calls.length;
    } else if (isType(located, 'mcp.outcome') || isType(located, 'llm.outcome')) {
      const call = callOf(located);
      if (call === undefined) orphans.push(located);
      else if (call.outcome === undefined) call.outcome = located;
      else call.extraOutcomes = added(call.extraOutcomes, located);
    } else if (isType(located, 'approval')) {
      const call = callOf(located);
      if (call === undefined) orphans.push(located);
      else call.approvals = added(call.approvals, located);
    } else if (isType(located, 'gap')) {
      const call = callOf(located);
      if (call !== undefined) call.gaps = added(call.gaps, located);
    }
  }
  return { calls, orphans };
}

/** Shared by all calls that have none: most of a million calls have neither approvals nor gaps. */
const NONE: never[] = [];

function startCall(decision: Decision): OpenCall {
  return { decisions: [decision], approvals: NONE, outcome: undefined, extraOutcomes: NONE, gaps: NONE };
}

function added<T>(list: T[], item: T): T[] {
  if (list === NONE) return [item];
  list.push(item);
  return list;
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
  if (factsAt(last).dec === 'deny' && !letThrough(last)) return 'denied';
  const decided = new Set(call.decisions.map((decision) => decision.leaf));
  const explained = call.gaps.some((gap) => gap.record.cause?.some((leaf) => decided.has(leaf)));
  return explained ? 'gap' : 'open';
}

/** True when the decision authorises the call. */
export function authorises(decision: Decision): boolean {
  const { dec } = factsAt(decision);
  return dec === 'permit' || dec === 'permit_with_conditions';
}

/** True when the call could go ahead: authorised, or decided under a scope that only observes (`pol.enforced: false`). */
export function letThrough(decision: Decision): boolean {
  return authorises(decision) || factsAt(decision).enforced === false;
}
