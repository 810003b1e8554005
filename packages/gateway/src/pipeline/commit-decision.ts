/** Step 5: the decision is durable before anything is forwarded (design/architecture.md; ledger reference §5). */
import { OutcomeCode } from '../reason-codes.ts';
import type { CallRecords } from '../records/call-records.ts';
import type { Cleared, Committed } from './stages.ts';
import type { Step } from './step.ts';
import { go, stop } from './step.ts';

/** Stops when the decision is not durable: fail closed. Stops when the caller is gone by then. */
export function createCommitDecision(deps: { readonly records: CallRecords }): Step<Cleared, Committed> {
  return {
    name: 'commit-decision',
    onError: 'deny',
    async run(call) {
      const { request, identity, verdict, trail } = call;
      const decision = await deps.records.decision({ request, identity }, verdict, trail.cause);
      if (!decision.ok) return stop({ kind: 'unavailable', error: decision.error });
      trail.decision = { recorded: decision.value, verdict };
      const committed = { ...call, decision: decision.value };
      if (!request.signal.aborted) return go(committed);
      const message = 'The caller was gone before the call was forwarded.';
      return stop({ kind: 'refused', committed, why: OutcomeCode.CallerGone, message });
    },
  };
}
