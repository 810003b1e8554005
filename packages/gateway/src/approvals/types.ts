/** What stands on the approval desk, and the verdicts that people give. */
import type { Caller } from '@remit/registry';

/** What an escalated call asks for. Built by the pipeline from the durable escalate decision. */
export interface ApprovalRequest {
  /** Id of the escalate decision record. */
  readonly id: string;
  /** Handle of the person whose key made the call. This person can never answer. */
  readonly askedBy: string;
  readonly agent?: string;
  readonly server: string;
  readonly tool: string;
  readonly rule?: string;
  /** Role that the scope demands of the approver. */
  readonly role: string;
  /** The scope's reason for asking. */
  readonly reason: string;
  /** Shown to the approver from memory, never stored by the desk. */
  readonly args: unknown;
  /** Hex SHA-256 over server, tool, definition, scope and raw argument bytes: the one action the verdict is good for. */
  readonly action: string;
}

export interface PendingApproval extends ApprovalRequest {
  /** Milliseconds since the epoch. */
  readonly requestedAt: number;
  readonly expiresAt: number;
  /** True when the reader made the call: shown, but not for this person to answer. */
  readonly own: boolean;
}

/** What came of a request. `by` is the approver; absent when nobody answered. */
export type ApprovalVerdict =
  | { readonly kind: 'approved'; readonly by: Caller }
  | { readonly kind: 'rejected'; readonly by: Caller; readonly reason?: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'withdrawn' };

/** A request on the desk, as the pipeline holds it. */
export interface OpenApproval {
  readonly requestedAt: number;
  readonly expiresAt: number;
  /** Resolves exactly once, after the verdict's approval record is durable; rejects when it could not be recorded. */
  readonly verdict: Promise<ApprovalVerdict>;
  /** The caller is gone: the request can no longer be approved. No effect once a verdict was given. */
  withdraw(): void;
}

/** Why a verdict was not taken. */
export type ApprovalRefusal =
  | 'unknown'
  | 'own-call'
  | 'role-missing'
  | 'already-decided'
  | 'expired'
  | 'action-mismatch'
  | 'not-recorded';

/** Refusal code with what to do, for the CLI and the admin API. */
export interface ApprovalRefused {
  readonly code: ApprovalRefusal;
  readonly message: string;
}
