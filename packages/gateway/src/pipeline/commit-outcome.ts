/** Step 7: the outcome record is queued before the answer is released (ledger reference §5). */
import type { CallResult } from '../call.ts';
import type { CallRecords } from '../records/call-records.ts';
import type { Answered } from './stages.ts';
import type { Step } from './step.ts';
import { go, stop } from './step.ts';

/** Withholds the answer when the ledger does not take the outcome record. */
export function createCommitOutcome(deps: { readonly records: CallRecords }): Step<Answered, CallResult> {
  return {
    name: 'commit-outcome',
    onError: 'deny',
    run(call) {
      const { request, identity, verdict, decision, forwarded, ms, trail } = call;
      const { status, why, raw } = forwarded;
      trail.outcome = true;
      const out = { status, ...(why === undefined ? {} : { why }), ms };
      const queued = deps.records.outcome({ request, identity }, verdict, decision, out, raw);
      if (!queued.ok) return stop({ kind: 'unavailable', error: queued.error });
      trail.outcomeId = queued.value.id;
      return go({ kind: 'forwarded', forwarded, decisionId: decision.id });
    },
  };
}
