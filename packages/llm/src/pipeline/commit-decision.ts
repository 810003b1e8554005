/** Step 5: the decision and what is held for it are durable before anything is sent. */
import type { Budgets, PriceTable } from '@remit/budget';
import { budgetError } from '@remit/budget';
import type { LateRecords, Step } from '@remit/gateway';
import { go, neverTaken, OutcomeCode, stop, tryRecord, untilDurable } from '@remit/gateway';
import type { Recorder } from '@remit/record';
import { decisionContent, decisionDraft, outcomeDraft } from '../records/drafts.ts';
import { toCommitted } from './advance.ts';
import type { Committed, LlmExit, Metered } from './stages.ts';

/** Stops when the decision is not durable: what was held is given back, for nothing was sent. */
export function createCommitDecision(deps: {
  readonly recorder: Recorder;
  readonly late: LateRecords;
  readonly budgets: Budgets;
  readonly prices: () => PriceTable;
}): Step<Metered, Committed, LlmExit> {
  const { recorder, late, budgets } = deps;
  return {
    name: 'commit-decision',
    onError: 'deny',
    async run(at) {
      const { verdict, reservation, trail } = at;
      const version = at.price === undefined ? undefined : deps.prices().version;
      const release = (): void => {
        if (reservation !== undefined) budgets.release(reservation.id);
        delete trail.reservation;
      };
      const taken = tryRecord(recorder, decisionDraft(at, verdict, reservation, version), decisionContent(at, verdict));
      if (!taken.ok) {
        release();
        return stop({ kind: 'unavailable', error: taken.error });
      }
      const durable = await untilDurable(taken.value);
      if (!durable.ok) {
        release();
        // It may yet become durable; then its outcome says that nothing was sent.
        if (!neverTaken(durable.error))
          late.add(
            outcomeDraft(
              at,
              taken.value.leaf,
              { status: 'refused', why: OutcomeCode.NotDurable },
              { answerAbsent: 'nothing was sent' },
            ),
          );
        return stop({ kind: 'unavailable', error: durable.error });
      }
      trail.decision = taken.value;
      const stands = reservation === undefined || budgets.stands(reservation.id);
      // Most answers are there at once.
      if (!(stands instanceof Promise ? await stands : stands)) {
        release();
        const draft = outcomeDraft(
          at,
          taken.value.leaf,
          { status: 'refused', why: 'budget.lost' },
          { answerAbsent: 'nothing was sent' },
        );
        if (!tryRecord(recorder, draft).ok) late.add(draft);
        return stop({ kind: 'unavailable', error: budgetError('budget.lost') });
      }
      return go(toCommitted(at, taken.value));
    },
  };
}
