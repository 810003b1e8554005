/**
 * Which approval, if any, the log shows for a decision, and what does not fit.
 *
 * Threat: the context that the engine saw says `approved: true`, and the context was written by the gateway that is
 * being checked. So the re-run takes that one input from the log instead: an approval counts only when a record of it
 * stands between the escalation and the decision, names the escalation, is for the same action and comes from another
 * person than the one who asked.
 */
import { canonicalize } from '@remit/core';
import type { ApprovalRecord, Call, Decision } from './calls.ts';

/** An approval that stands, and every objection against those that do not. */
export interface ApprovalEvidence {
  readonly standing?: ApprovalRecord;
  readonly objections: readonly { readonly approval: ApprovalRecord; readonly says: string }[];
}

/** Approval evidence for one decision of a call. `role`: the role that the scope asks for, when known. */
export function approvalFor(call: Call, decision: Decision, role?: string): ApprovalEvidence {
  const objections: { approval: ApprovalRecord; says: string }[] = [];
  let standing: ApprovalRecord | undefined;
  for (const approval of call.approvals) {
    if (approval.index > decision.index) continue;
    const says = objectionTo(call, approval, role);
    if (says !== undefined) objections.push({ approval, says });
    else if (approval.record.apr.verdict === 'approved') standing ??= approval;
  }
  return standing === undefined ? { objections } : { standing, objections };
}

function objectionTo(call: Call, approval: ApprovalRecord, role: string | undefined): string | undefined {
  const { record } = approval;
  const asked = call.decisions.find((d) => record.cause?.includes(d.leaf) && d.index < approval.index);
  if (asked === undefined) return 'it follows from no earlier decision of this call';
  if (asked.record.pol.dec !== 'escalate') return 'it answers a decision that asked for no approval';
  if (!sameJson(record.act, asked.record.act)) return 'it is for another action than the one that was escalated';
  if (record.about !== undefined && !sameJson(record.about, asked.record.about))
    return 'it concerns other persons than the escalated call';
  if (record.apr.verdict !== 'approved') return undefined;
  if (record.who === undefined) return 'it names no approver';
  if (record.who.sub === asked.record.who.sub) return 'the approver is the person who asked';
  if (role !== undefined && record.apr.role !== role) return `it was not given in the role ${role}`;
  return undefined;
}

/** True when two JSON values have the same canonical text; undefined equals only undefined. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalize(a) === canonicalize(b);
}
