/** Step 7: the outcome record is queued before the answer is released; of a stream, before its end (ledger reference §5). */
import type { PriceTable } from '@remit/budget';
import type { ArgumentFingerprint, LateRecords, Step } from '@remit/gateway';
import { go, OutcomeCode, stop, tryRecord } from '@remit/gateway';
import type { Committed, Outcome, Recorder } from '@remit/record';
import { outcomeDraft } from '../records/drafts.ts';
import type { AnswerEnd } from '../upstream/answer-end.ts';
import type { LlmExit, Settled, Tried } from './stages.ts';

/** Withholds the answer when the ledger does not take the record. */
export function createCommitOutcome(deps: {
  readonly recorder: Recorder;
  readonly late: LateRecords;
  readonly prices: () => PriceTable;
  readonly fingerprint?: ArgumentFingerprint;
}): Step<Settled, Tried, LlmExit> {
  const { recorder, late } = deps;
  return {
    name: 'commit-outcome',
    onError: 'deny',
    run(at) {
      const { end, facts, use, ms, reservation, decision, trail } = at;
      trail.outcome = true;
      const content = contentOf(end);
      const out = outOf(end, facts?.finish.how, ms);
      const draft = outcomeDraft(at, decision.leaf, out, {
        facts,
        fingerprint: deps.fingerprint,
        released: releasedOf(end),
        use: reservation === undefined && use.models.length === 0 ? undefined : use,
        priceVersion: at.price === undefined ? undefined : deps.prices().version,
        answerAbsent: content === undefined ? absentAnswer(end) : undefined,
      });
      const committed: Committed | undefined =
        content === undefined
          ? undefined
          : {
              fields: { answer: { kind: 'blob', bytes: content, ctype: contentType(end) } },
              subjects: [at.call.caller.sub],
            };
      const taken = tryRecord(recorder, draft, committed);
      if (!taken.ok) {
        late.add({
          ...draft,
          absent: { ...draft.absent, answer: `not kept: the ledger did not take the record (${taken.error.code})` },
        });
        return stop({ kind: 'unavailable', error: taken.error });
      }
      const observed = {
        out,
        facts,
        use,
        priced: at.price !== undefined,
        content,
        decisionId: decision.id,
        outcomeId: taken.value.id,
      };
      return go({ end, facts, outcome: taken.value.leaf, decisionId: decision.id, observed });
    },
  };
}

function outOf(end: AnswerEnd, how: string | undefined, ms: number): Outcome {
  switch (end.kind) {
    case 'not-sent':
      return { status: 'refused', why: end.why };
    case 'refused':
      return { status: 'errored', why: `http-${end.status}`, ms };
    case 'lost':
      return { status: 'unknown', why: end.why, ms };
    case 'answered':
      if (end.gone === true) return { status: 'executed', why: OutcomeCode.CallerGone, ms };
      return how === undefined
        ? { status: 'unknown', why: 'llm.garbage', ms }
        : { status: how === 'error' ? 'errored' : 'executed', ms };
    case 'streamed':
      if (!end.complete) return { status: 'unknown', why: end.why ?? 'llm.truncated', ms };
      if (end.gone === true) return { status: 'executed', why: OutcomeCode.CallerGone, ms };
      return { status: how === 'error' ? 'errored' : 'executed', ms };
  }
}

function contentOf(end: AnswerEnd): Uint8Array | undefined {
  const bytes =
    end.kind === 'streamed' ? end.content : end.kind === 'answered' || end.kind === 'refused' ? end.body : undefined;
  return bytes?.length === 0 ? undefined : bytes;
}

function contentType(end: AnswerEnd): string {
  return end.kind === 'streamed' ? 'text/event-stream' : 'application/json';
}

function absentAnswer(end: AnswerEnd): string {
  if (end.kind === 'streamed' && end.content === undefined)
    return 'not kept: the stream was longer than what is kept of one';
  return end.kind === 'not-sent' ? 'nothing was sent' : 'nothing was received';
}

function releasedOf(end: AnswerEnd): number {
  if (end.kind === 'streamed') return end.released;
  if (end.kind === 'answered') return end.gone === true ? 0 : end.body.length;
  return end.kind === 'refused' ? end.body.length : 0;
}
