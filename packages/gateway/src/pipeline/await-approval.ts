/**
 * Step 4: an escalated call waits for a person. Nothing to do for any other call, or when the scope only observes.
 *
 * Records, each durable before the next act: the escalate decision; the approval; and then the decision taken again,
 * against the scope in force at that moment, which commit-decision or the exit records.
 */
import type { Clock, Logger, RemitError, Result } from '@remit/core';
import { err, ok, rfc3339 } from '@remit/core';
import type { Recorded } from '@remit/record';
import { actionDigest } from '../approvals/action-digest.ts';
import type { ApprovalDesk } from '../approvals/desk.ts';
import type { ApprovalVerdict, OpenApproval } from '../approvals/types.ts';
import type { Waiting } from '../call.ts';
import { asRecordingError } from '../errors.ts';
import { DenialCode } from '../reason-codes.ts';
import type { CallRecords } from '../records/call-records.ts';
import { toLabel } from '../records/label.ts';
import type { TakeAgain } from './decide-again.ts';
import type { Cleared, Decided } from './stages.ts';
import type { Step } from './step.ts';
import { go, stop } from './step.ts';
import { unreleased } from './verdict.ts';

export interface AwaitApprovalDeps {
  readonly records: CallRecords;
  readonly approvals: ApprovalDesk;
  readonly takeAgain: TakeAgain;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Stops the call unless another person releases exactly it, in time. */
export function createAwaitApproval(deps: AwaitApprovalDeps): Step<Decided, Cleared> {
  return {
    name: 'await-approval',
    onError: 'deny',
    async run(call) {
      const { verdict, request, trail } = call;
      if (verdict.dec !== 'escalate' || !verdict.enforced) return go({ ...call, cleared: true });
      const needs = verdict.approval;
      if (needs === undefined) throw new TypeError('an escalation without the role that is asked for');
      if (!deps.approvals.hasRoom(request.caller.sub)) {
        const full = unreleased(
          verdict,
          DenialCode.ApprovalDeskFull,
          'Denied: too many calls wait for an approval. Try again when some were answered.',
        );
        return stop({ kind: 'denied', verdict: full, because: 'approval-expired' });
      }
      const { identity } = call;
      const escalation = await deps.records.decision({ request, identity }, verdict, []);
      if (!escalation.ok) return stop({ kind: 'unavailable', error: escalation.error });
      trail.cause = [escalation.value.leaf];
      const action = actionDigest(request, verdict.scope?.sha);
      const answered = await waitForVerdict(deps, call, needs, escalation.value, action);
      if (!answered.ok) return stop({ kind: 'unavailable', error: answered.error });
      return deps.takeAgain({ call, escalated: verdict, action, answer: answered.value });
    },
  };
}

async function waitForVerdict(
  deps: AwaitApprovalDeps,
  call: Decided,
  needs: { readonly role: string; readonly reason: string },
  escalation: Recorded,
  action: string,
): Promise<Result<ApprovalVerdict, RemitError>> {
  const { request, identity, verdict, trail } = call;
  const { caller, server, tool, args, signal } = request;
  const [rule] = verdict.rules;
  const requested = rfc3339(deps.clock.now());
  const commit = async (given: ApprovalVerdict): Promise<void> => {
    const by = 'by' in given ? given.by : undefined;
    const reason = given.kind === 'rejected' ? given.reason : undefined;
    const apr = { verdict: given.kind, requested, role: toLabel(needs.role) };
    const recorded = await deps.records.approval({ request, identity }, verdict, escalation, by, apr, reason);
    if (!recorded.ok) throw recorded.error;
    trail.cause = [escalation.leaf, recorded.value.leaf];
  };
  const open = deps.approvals.open(
    {
      id: escalation.id,
      askedBy: caller.sub,
      ...(caller.agent === undefined ? {} : { agent: caller.agent }),
      server,
      tool,
      ...(rule === undefined ? {} : { rule }),
      role: needs.role,
      reason: needs.reason,
      args,
      action,
    },
    commit,
  );
  signal.addEventListener('abort', open.withdraw, { once: true });
  if (signal.aborted) open.withdraw();
  else tellCaller(deps, call, escalation, open);
  try {
    return ok(await open.verdict);
  } catch (thrown) {
    return err(asRecordingError(thrown));
  } finally {
    signal.removeEventListener('abort', open.withdraw);
  }
}

function tellCaller(deps: AwaitApprovalDeps, call: Decided, escalation: Recorded, open: OpenApproval): void {
  const waiting: Waiting = { approvalId: escalation.id, message: call.verdict.message, expiresAt: open.expiresAt };
  try {
    call.request.onWaiting?.(waiting);
  } catch (thrown) {
    // The wire layer could not tell its client; the approver still can answer.
    deps.logger.warn({ err: thrown, approval: escalation.id }, 'the caller could not be told that the call waits');
  }
}
