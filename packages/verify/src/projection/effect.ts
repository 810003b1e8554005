/** What was observed of a call's effect, and how that agrees with the decision (compliance reference §11). */
import type { DecisionTrace, Effect, Policy, TraceToolCall, Verdict } from '@remit/record';
import type { Call } from './calls.ts';
import { authorises, closureOf, finalDecision, letThrough } from './calls.ts';

/** Status and effect of the call at the upstream. Remit sees the answer, not the effect behind it. */
export function effectOf(call: Call): { status: TraceToolCall['status']; why?: string; effect: Effect } {
  const { outcome } = call;
  if (outcome !== undefined) {
    const { status, why } = outcome.record.out;
    return { status, ...(why === undefined ? {} : { why }), effect: { ...OBSERVED[status], vantage: 'self' } };
  }
  if (closureOf(call) === 'denied')
    return { status: 'not-forwarded', effect: seen('none', 'the call was denied and no outcome is recorded') };
  const waiting = !letThrough(finalDecision(call));
  if (closureOf(call) === 'gap') {
    const why = call.gaps[0]?.record.gap.why;
    const effect = waiting
      ? seen('none', 'the call waited for an approval and was never let through')
      : seen('unknown', 'the call was let through and its answer was not recorded; a gap record says why');
    return { status: waiting ? 'not-forwarded' : 'unknown', ...(why === undefined ? {} : { why }), effect };
  }
  return waiting
    ? { status: 'open', effect: seen('none', 'the call waits for an approval as far as this log goes') }
    : { status: 'open', effect: seen('unknown', 'the call was let through and this log holds no outcome') };
}

const OBSERVED = {
  executed: { observed: 'occurred', basis: 'the upstream answered the forwarded call' },
  errored: { observed: 'unknown', basis: 'the upstream answered with an error or was not reached' },
  unknown: { observed: 'unknown', basis: 'the call was forwarded and no answer came' },
  refused: { observed: 'none', basis: 'the outcome record says that the call was refused before it was forwarded' },
} as const;

function seen(observed: Effect['observed'], basis: string): Effect {
  return { observed, vantage: 'self', basis };
}

/** Decision against effect. Derived, never stored. */
export function decisionVsEffect(call: Call, effect: Effect): DecisionTrace['agreement']['decisionVsEffect'] {
  const permitted = authorises(finalDecision(call));
  if (effect.observed === 'unknown') return closureOf(call) === 'open' ? 'one-sided' : 'indeterminate';
  if (effect.observed === 'occurred') return permitted ? 'agree' : 'disagree';
  return permitted ? 'not-exercised' : 'agree';
}

/** Decision against verdict, in the words of the compliance reference §11. */
export function verdictVsDecision({ dec, eval: evaluated, errors, enforced }: Policy, verdict: Verdict): string {
  const permitted = dec === 'permit' || dec === 'permit_with_conditions';
  if (enforced === false && !permitted)
    return { in: 'observed-false-block', out: 'observed-breach', indeterminate: 'observed-unproven' }[verdict];
  if (dec === 'escalate') return 'escalated-without-decision';
  if (evaluated === 'not-evaluated') return permitted ? 'fail-open' : 'denied-without-evaluation';
  if (permitted) return { in: 'normal', out: 'scope-breach', indeterminate: 'unproven-authorization' }[verdict];
  // The scope would have let it through, and the record names a reason beside the scope, such as a revoked key.
  const otherReason = (errors ?? []).length > 0;
  return {
    in: otherReason ? 'denied-for-another-reason' : 'false-block',
    out: 'control-worked',
    indeterminate: 'unproven-denial',
  }[verdict];
}
