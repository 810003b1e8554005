/** Leaves the records of calls, and sees to those that could not be left in time. */

import type { Logger, RemitError, Result } from '@remit/core';
import { err } from '@remit/core';
import type { Committed, DraftOf, Outcome, Recorded, Recorder } from '@remit/record';
import type { Caller } from '@remit/registry';
import type { CallRequest } from '../call.ts';
import type { Verdict } from '../pipeline/verdict.ts';
import { stops } from '../pipeline/verdict.ts';
import { OutcomeCode } from '../reason-codes.ts';
import type { ArgumentFingerprint } from './argument-fingerprint.ts';
import type { CallIdentity } from './call-drafts.ts';
import {
  approvalDraft,
  decisionContent,
  decisionDraft,
  nextInSession,
  outcomeContent,
  outcomeDraft,
  subjectsOf,
} from './call-drafts.ts';
import { joinKeysOf } from './join-keys.ts';
import type { LateRecords } from './late-records.ts';
import { neverTaken, recordDurably, tryRecord, untilDurable } from './recording.ts';

/** The call that a record is about. */
export interface RecordedCall {
  readonly request: CallRequest;
  readonly identity: CallIdentity;
}

export interface CallRecords {
  /** Resolves when the decision is durable. After an error nothing may be forwarded; what may be open is closed later. */
  decision(call: RecordedCall, verdict: Verdict, cause: readonly string[]): Promise<Result<Recorded, RemitError>>;
  /** Queues the outcome. An error means that the ledger did not take it; a small form of it is kept for later. */
  outcome(
    call: RecordedCall,
    verdict: Verdict,
    decision: Recorded,
    out: Outcome,
    raw: Uint8Array,
  ): Result<Recorded, RemitError>;
  /** Resolves when the approval record is durable; after an error the escalation is closed by a gap. `reason`: the approver's words, committed and never in clear. */
  approval(
    call: RecordedCall,
    verdict: Verdict,
    escalation: Recorded,
    by: Caller | undefined,
    apr: DraftOf<'approval'>['apr'],
    reason?: string,
  ): Promise<Result<Recorded, RemitError>>;
  /** Resolves when every outcome queued so far is durable or given up. */
  settled(): Promise<void>;
}

/** The records of calls over one recorder. */
export function createCallRecords(deps: {
  readonly recorder: Recorder;
  readonly late: LateRecords;
  readonly logger: Logger;
  /** Set where models are served too: calls are then joined to what a model chose. */
  readonly fingerprint?: ArgumentFingerprint;
}): CallRecords {
  const { recorder, late, logger, fingerprint } = deps;
  const settling = new Set<Promise<void>>();

  const watchOutcome = async (draft: DraftOf<'mcp.outcome'>, decision: Recorded, recorded: Recorded): Promise<void> => {
    const durable = await untilDurable(recorded);
    if (durable.ok) return;
    const { error } = durable;
    logger.error({ code: error.code, record: recorded.id }, 'an outcome record is not durable');
    if (neverTaken(error)) late.add(withoutResult(draft, error));
    else late.add(gap('outcome-not-durable', decision.leaf, error));
  };

  return {
    async decision(call, verdict, cause) {
      const draft = {
        ...decisionDraft(call.identity, verdict, cause, joinKeysOf(call.request, fingerprint)),
        ...nextInSession(call.request),
      };
      const content = decisionContent(verdict, call.request.argsRaw, call.request.caller);
      const taken = tryRecord(recorder, draft, content);
      const done = taken.ok ? await untilDurable(taken.value) : taken;
      if (done.ok) return done;
      const { error } = done;
      logger.error(
        { code: error.code, tool: call.identity.act.tool },
        'a decision is not durable; the call is refused',
      );
      if (!taken.ok || neverTaken(error)) late.add(refusedForWantOfRecord(draft, error));
      else if (verdict.dec === 'escalate' && verdict.enforced)
        late.add(gap('escalation-without-decision', taken.value.leaf, error));
      else if (!stops(verdict)) late.add(lateRefusal(call, verdict, taken.value));
      return err(error);
    },
    outcome(call, verdict, decision, out, raw) {
      const nothing = raw.length === 0 ? 'nothing was received' : undefined;
      const draft = {
        ...outcomeDraft(call.identity, verdict, decision.leaf, out, nothing),
        ...nextInSession(call.request),
      };
      const content = nothing === undefined ? outcomeContent(verdict, raw, call.request.caller) : undefined;
      const taken = tryRecord(recorder, draft, content);
      if (!taken.ok) {
        logger.error({ code: taken.error.code, decision: decision.id }, 'an outcome record was not taken');
        late.add(withoutResult(draft, taken.error));
        return taken;
      }
      const work = watchOutcome(draft, decision, taken.value).finally(() => settling.delete(work));
      settling.add(work);
      return taken;
    },
    async approval(call, verdict, escalation, by, apr, reason) {
      const draft = approvalDraft(call.identity, verdict, escalation.leaf, by, apr);
      const done = await recordDurably(recorder, draft, reasonContent(verdict, by, reason));
      if (done.ok) return done;
      logger.error(
        { code: done.error.code, escalation: escalation.id },
        'an approval is not durable; it does not count',
      );
      late.add(gap('escalation-without-decision', escalation.leaf, done.error));
      return done;
    },
    async settled() {
      await Promise.all(settling);
    },
  };
}

/** The decision as it can still be told when the ledger did not take it: nothing was forwarded, the content is gone. */
function refusedForWantOfRecord(draft: DraftOf<'mcp.decision'>, error: RemitError): DraftOf<'mcp.decision'> {
  const lost = `not kept: the ledger did not take the record (${error.code})`;
  // Also when the scope only observes: the call was not forwarded, so this denial is one that held.
  const { enforced: _, ...pol } = draft.pol;
  return {
    ...draft,
    pol: { ...pol, dec: 'deny', eval: 'not-evaluated', errors: [error.code] },
    absent: { ...draft.absent, args: lost, ctx: lost },
  };
}

/** Closes a decision that may yet become durable: it was never acted on. */
function lateRefusal(call: RecordedCall, verdict: Verdict, decision: Recorded): DraftOf<'mcp.outcome'> {
  const out = { status: 'refused', why: OutcomeCode.NotDurable } as const;
  return {
    ...outcomeDraft(call.identity, verdict, decision.leaf, out, 'nothing was forwarded'),
    ...nextInSession(call.request),
  };
}

function withoutResult(draft: DraftOf<'mcp.outcome'>, error: RemitError): DraftOf<'mcp.outcome'> {
  return {
    ...draft,
    absent: { ...draft.absent, result: `not kept: the ledger did not take the record (${error.code})` },
  };
}

function gap(kind: DraftOf<'gap'>['gap']['kind'], leaf: string, error: RemitError): DraftOf<'gap'> {
  return { t: 'gap', cause: [leaf], gap: { kind, why: error.code } };
}

function reasonContent(verdict: Verdict, by: Caller | undefined, reason: string | undefined): Committed | undefined {
  if (by === undefined || reason === undefined) return undefined;
  const fields = { reason: { kind: 'value', value: reason } } as const;
  return { fields, subjects: [...new Set([by.sub, ...subjectsOf(verdict.about, by)])] };
}
