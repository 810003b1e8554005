/** How far an attempt has come: each step adds to the stage before it. */
import type { PriceRow, Reservation } from '@remit/budget';
import type { RemitError } from '@remit/core';
import type { Verdict } from '@remit/gateway';
import type { Recorded } from '@remit/record';
import type { AnswerFacts, Prepared } from '../dialects/dialect.ts';
import type { LlmCall } from '../llm-call.ts';
import type { CallWatch, ObservedAnswer } from '../observer.ts';
import type { RouteTarget } from '../routing/accounts.ts';
import type { AnswerEnd } from '../upstream/answer-end.ts';
import type { Use } from '../use.ts';

/** One try at one target. Each has its own decision, reservation and settlement. */
export interface Attempted {
  readonly call: LlmCall;
  readonly target: RouteTarget;
  /** 0 for the first, then one more for each retry or fallback. */
  readonly attempt: number;
  /** Leaf of the outcome of the attempt before. */
  readonly cause: readonly string[];
  /** Output cap that the route sets when the caller sets none. */
  readonly routeCap: number | undefined;
  readonly trail: AttemptTrail;
  readonly watch: CallWatch;
}

/** What has been done for an attempt so far: the one mutable part, for when a step fails by surprise. */
export interface AttemptTrail {
  reservation?: Reservation;
  decision?: Recorded;
  sent: boolean;
  outcome: boolean;
}

/** The body to send is made. */
export interface Shaped extends Attempted {
  readonly prepared: Prepared;
  /** Output cap as sent, for each choice. */
  readonly cap: number | undefined;
}

/** The scope lets the request through. */
export interface Decided extends Shaped {
  readonly verdict: Verdict;
}

/** Its upper bound is held under every limit that holds. */
export interface Metered extends Decided {
  /** Undefined when no limit holds. */
  readonly reservation: Reservation | undefined;
  readonly price: PriceRow | undefined;
}

/** The decision is durable. */
export interface Committed extends Metered {
  readonly decision: Recorded;
}

/** The provider answered, failed, or was given up. */
export interface Answered extends Committed {
  readonly end: AnswerEnd;
  readonly facts: AnswerFacts | undefined;
  /** When it was sent, in milliseconds since the epoch: prices may depend on it. */
  readonly sentAt: number;
  /** Milliseconds from sending to the end of the answer. */
  readonly ms: number;
}

/** What it came to is settled. */
export interface Settled extends Answered {
  readonly use: Use;
}

/** How an attempt ended for the loop around it. */
export interface Tried {
  readonly end: AnswerEnd;
  readonly facts: AnswerFacts | undefined;
  /** Leaf of its outcome record, for the attempt after it. */
  readonly outcome: string;
  readonly decisionId: string;
  readonly observed: ObservedAnswer;
}

/** Why an attempt leaves the path before anything was sent. */
export type LlmExit =
  | {
      readonly kind: 'denied';
      readonly at: Shaped;
      readonly verdict: Verdict;
      readonly code: string;
      readonly message: string;
    }
  | {
      /** Over a budget or a rate limit. */
      readonly kind: 'over-limit';
      readonly at: Shaped;
      readonly verdict: Verdict;
      readonly code: string;
      /** Name of the limit. */
      readonly limit: string;
      readonly message: string;
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'unavailable'; readonly error: RemitError };
