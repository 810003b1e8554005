/** What follows an approver's answer: the decision is taken again, against the scope in force now. */
import type { Registry } from '@remit/registry';
import { actionDigest } from '../approvals/action-digest.ts';
import type { ApprovalVerdict } from '../approvals/types.ts';
import type { DeniedBecause } from '../call.ts';
import { DenialCode } from '../reason-codes.ts';
import type { AskScope } from './ask-scope.ts';
import { becauseOf, checkAbout } from './decide.ts';
import type { Cleared, Decided } from './stages.ts';
import type { Exit, StepResult } from './step.ts';
import { go, stop } from './step.ts';
import type { Verdict } from './verdict.ts';
import { overrule, unreleased } from './verdict.ts';

export interface AnsweredApproval {
  readonly call: Decided;
  /** The verdict that was escalated. */
  readonly escalated: Verdict;
  /** Digest of the action that the approver saw. */
  readonly action: string;
  readonly answer: ApprovalVerdict;
}

/** Lets the call go on, or stops it with a denial that follows from the escalation and the approval. */
export type TakeAgain = (answered: AnsweredApproval) => StepResult<Cleared>;

const WITHHELD: Readonly<
  Record<'rejected' | 'expired' | 'withdrawn', { code: DenialCode; because: DeniedBecause; message: string }>
> = {
  rejected: {
    code: DenialCode.ApprovalRejected,
    because: 'approval-rejected',
    message: 'Denied: the approver rejected the call.',
  },
  expired: {
    code: DenialCode.ApprovalExpired,
    because: 'approval-expired',
    message: 'Denied: nobody approved the call in time.',
  },
  withdrawn: {
    code: DenialCode.ApprovalWithdrawn,
    because: 'aborted',
    message: 'Denied: the caller was gone before the call was approved.',
  },
};

/** Binds the second decision to the engine and to the keys that are still active. */
export function createTakeAgain(deps: {
  readonly ask: AskScope;
  readonly registry: Pick<Registry, 'isActive'>;
}): TakeAgain {
  return ({ call, escalated, action, answer }) => {
    const approved = answer.kind === 'approved';
    const now = checkAbout(deps.ask(call.request, approved));
    const deny = (verdict: Verdict, because: DeniedBecause) => stop<Exit>({ kind: 'denied', verdict, because });
    if (answer.kind !== 'approved') {
      const { code, because, message } = WITHHELD[answer.kind];
      return deny(withhold(now, code, message), because);
    }
    if (now.dec === 'deny') return deny(now, becauseOf(now));
    if (now.dec === 'escalate') {
      const message = 'Denied: the approval did not meet what the scope asks for.';
      return deny(unreleased(now, DenialCode.ApprovalNotApplied, message), 'no-scope');
    }
    if (now.scope?.sha !== escalated.scope?.sha) {
      const message = 'Denied: another scope was put in force while the call waited. Call again.';
      return deny(overrule(now, DenialCode.ScopeChanged, message), 'no-scope');
    }
    // Threat: F20, an approval used with other arguments. The digest is taken again from what would be forwarded.
    if (actionDigest(call.request, now.scope?.sha) !== action) {
      const message = 'Denied: the call is not the one that was approved.';
      return deny(overrule(now, DenialCode.ActionMismatch, message), 'argument');
    }
    if (!deps.registry.isActive(call.request.caller.keyId)) {
      const message = 'Denied: the key was revoked while the call waited.';
      return deny(overrule(now, DenialCode.KeyRevoked, message), 'aborted');
    }
    return go({ ...call, verdict: now, cleared: true });
  };
}

/** The denial of a call that was not released; what the scope says by now is kept beside it. */
function withhold(now: Verdict, code: DenialCode, message: string): Verdict {
  if (now.dec === 'escalate' || now.dec === 'deny') return unreleased(now, code, message);
  return overrule(now, code, message);
}
