/**
 * How a composition root follows single calls, for distributed traces. Like the observer it changes nothing: no decision
 * and no record depends on it, and what a client says about its own trace is never believed for more than drawing lines.
 */
import type { CallRequest, Forwarded } from './call.ts';
import type { ObservedDecision, ObservedOutcome } from './observer.ts';
import type { TraceContext } from './trace-context.ts';

/** What became of a call. */
export interface TracedEnd {
  readonly decision: ObservedDecision;
  readonly outcome: ObservedOutcome;
  /** Id of the record of the decision that the answer names. */
  readonly decisionId?: string;
  /** Id of the record of the outcome. */
  readonly outcomeId?: string;
}

/** One call under way. Does little and never throws. Times are monotonic milliseconds (`performance.now()`). */
export interface CallTrace {
  /** A step ended; `code` as for the observer. */
  step(name: string, from: number, to: number, code: string | undefined): void;
  /** The call is about to go to the upstream: the context to send along; undefined when there is none. */
  forwarding(): TraceContext | undefined;
  /** The upstream answered, or the call was given up. */
  forwarded(answer: Forwarded): void;
  /** The call is answered. */
  end(end: TracedEnd): void;
}

/** Starts following calls. */
export interface CallTracer {
  begin(request: CallRequest): CallTrace;
}
