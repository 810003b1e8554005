/** What the observer is told of exits and results: from a small, fixed set of words, whatever the caller sent. */
import type { CallResult } from '../call.ts';
import type { ObservedDecision, ObservedOutcome } from '../observer.ts';
import { DenialCode } from '../reason-codes.ts';
import type { TracedEnd } from '../tracer.ts';
import type { Trail } from './stages.ts';
import type { Exit } from './step.ts';

/** Code of a denial that the policy alone explains. */
export const POLICY_DENIED = 'policy.denied';

const DENIAL_CODES: ReadonlySet<string> = new Set(Object.values(DenialCode));

/** Why a call left the path. The policy's own words, which name rules, are not repeated. */
export function exitCode(exit: Exit): string {
  switch (exit.kind) {
    case 'hidden':
    case 'limited':
    case 'denied':
      return exit.verdict.errors.findLast((code) => DENIAL_CODES.has(code)) ?? POLICY_DENIED;
    case 'refused':
      return exit.why;
    case 'unavailable':
      return exit.error.code;
  }
}

/** The decision that stands for the call. A denial was recorded unless the answer is `unavailable`. */
export function observedDecision(result: CallResult, trail: Trail): ObservedDecision {
  const verdict = trail.decision?.verdict;
  if (verdict === undefined) return result.kind === 'unavailable' ? 'none' : 'deny';
  if (verdict.dec === 'deny') return verdict.enforced ? 'deny' : 'deny_not_enforced';
  return verdict.dec === 'permit_with_conditions' ? 'permit_with_conditions' : 'permit';
}

/** What became of the call, as its answer says. */
export function observedOutcome(result: CallResult, trail: Trail): ObservedOutcome {
  if (result.kind === 'forwarded') return result.forwarded.status;
  if (result.kind === 'unavailable') return 'unavailable';
  return trail.decision === undefined ? 'not_forwarded' : 'refused';
}

/** Ids of the records that stand for the call. */
export function tracedRecords(result: CallResult, trail: Trail): Pick<TracedEnd, 'decisionId' | 'outcomeId'> {
  const decisionId = result.kind === 'unavailable' ? trail.decision?.recorded.id : result.decisionId;
  const { outcomeId } = trail;
  return { ...(decisionId === undefined ? {} : { decisionId }), ...(outcomeId === undefined ? {} : { outcomeId }) };
}
