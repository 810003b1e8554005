/**
 * What a composition root may watch of the request path, for metrics and traces. It is told after the fact and can
 * change nothing: no decision and no record depends on it. It gets codes and times, never arguments or persons.
 */
import type { AuthFailure } from '@remit/registry';
import type { CallRequest } from './call.ts';
import type { RefusalCode } from './reason-codes.ts';

/** The decision that a call ended with; `none`: no decision could be recorded. */
export type ObservedDecision = 'permit' | 'permit_with_conditions' | 'deny' | 'deny_not_enforced' | 'none';

/** What became of a call. `unavailable`: the caller heard that no record could be made. */
export type ObservedOutcome = 'executed' | 'errored' | 'unknown' | 'refused' | 'not_forwarded' | 'unavailable';

/** Called on the hot path: does little, allocates nothing if it can, and never throws. */
export interface CallObserver {
  /**
   * One step of one call ended. `from` and `to`: milliseconds of the monotonic clock (`performance.now()`). `code`: why
   * the call left the path here, one of the codes of this package or `policy.denied`; undefined when it went on.
   */
  step(name: string, from: number, to: number, code: string | undefined, request: CallRequest): void;
  /** One call was answered. */
  call(decision: ObservedDecision, outcome: ObservedOutcome, request: CallRequest): void;
  /** A request was turned away before it became a call. */
  rejected(why: AuthFailure | RefusalCode): void;
}

/** Watches nothing. */
export const noObserver: CallObserver = { step() {}, call() {}, rejected() {} };
