/** The desk's surface. */
import type { Result } from '@remit/core';
import type { Caller } from '@remit/registry';
import type { ApprovalRefused, ApprovalRequest, ApprovalVerdict, PendingApproval } from './types.ts';

/** A request on the desk, as the pipeline holds it. */
export interface OpenApproval {
  readonly requestedAt: number;
  readonly expiresAt: number;
  /** Resolves exactly once, after the verdict's approval record is durable; rejects when it could not be recorded. */
  readonly verdict: Promise<ApprovalVerdict>;
  /** The caller is gone: the request can no longer be approved. No effect once a verdict was given. */
  withdraw(): void;
}

export interface ApprovalDesk {
  /** Puts a request on the desk. `commit` records a verdict and resolves when it is durable. For the pipeline only. */
  open(request: ApprovalRequest, commit: (verdict: ApprovalVerdict) => Promise<void>): OpenApproval;
  /** What a person holding the needed role may see, oldest first. */
  pending(by: Caller): readonly PendingApproval[];
  /**
   * Releases one call, once. `action` must be the digest that `pending` showed, so that what was read is what is approved.
   * Resolves after the approval record is durable.
   */
  approve(id: string, by: Caller, action: string): Promise<Result<PendingApproval, ApprovalRefused>>;
  /** Refuses one call, once. The reason is not stored in clear. */
  reject(id: string, by: Caller, reason?: string): Promise<Result<PendingApproval, ApprovalRefused>>;
  /** Withdraws everything that waits; used when the gateway stops. */
  withdrawAll(): void;
}
