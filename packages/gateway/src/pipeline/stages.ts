/** How far a call has come: each step adds to the stage before it. */
import type { Recorded } from '@remit/record';
import type { CallRequest, Forward, Forwarded } from '../call.ts';
import type { CallIdentity } from '../records/call-drafts.ts';
import type { CallTrace } from '../tracer.ts';
import type { Verdict } from './verdict.ts';

/**
 * What has been recorded of a call so far. The one mutable part: when a step fails by surprise the runner must know
 * what is open.
 */
export interface Trail {
  /** Leaves that the next decision follows from: an escalation, then its approval. */
  cause: readonly string[];
  /** The durable decision that let the call through. */
  decision?: { readonly recorded: Recorded; readonly verdict: Verdict };
  /** True from the moment `forward` is called. */
  forwarded: boolean;
  /** True once the outcome record was handed over. */
  outcome: boolean;
  /** Id of the outcome record, once the ledger took it. */
  outcomeId?: string;
}

export interface Received {
  readonly request: CallRequest;
  readonly forward: Forward;
  readonly trail: Trail;
  /** Undefined when nobody follows calls. */
  readonly trace: CallTrace | undefined;
}

/** Who calls what is known and safe to record. */
export interface Resolved extends Received {
  readonly identity: CallIdentity;
}

/** Within the limits of its person, its agent and its tool. */
export interface Admitted extends Resolved {
  readonly admitted: true;
}

/** The scope's answer: permit, permit with conditions, or escalate; from a scope that only observes also deny. */
export interface Decided extends Admitted {
  readonly verdict: Verdict;
}

/** May be let through. `verdict` is the decision to record. */
export interface Cleared extends Decided {
  readonly cleared: true;
}

/** The decision is durable. */
export interface Committed extends Cleared {
  readonly decision: Recorded;
}

/** The upstream answered, failed, or was given up. */
export interface Answered extends Committed {
  readonly forwarded: Forwarded;
  /** Milliseconds from forwarding to the end of the answer. */
  readonly ms: number;
}
