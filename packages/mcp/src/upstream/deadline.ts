/** A signal that also aborts after a wait. Progress restarts the wait, up to a longest duration in all. */
import type { StopSignal } from '@remit/gateway';
import { AbortReason } from './abort-reason.ts';
import { LinkedAbort } from './linked-abort.ts';

/** A running deadline. Release it when the work has ended. */
export interface Deadline {
  readonly signal: StopSignal;
  /** Restarts the wait. */
  extend(): void;
  release(): void;
}

/** Starts one on top of `source`; waits in milliseconds. It aborts with the reason `timeout`. */
export function startDeadline(source: StopSignal, waitMs: number, longestMs = waitMs): Deadline {
  return new RunningDeadline(source, waitMs, longestMs);
}

class RunningDeadline extends LinkedAbort implements Deadline {
  readonly #waitMs: number;
  readonly #longestMs: number;
  readonly #started = performance.now();
  #timer: NodeJS.Timeout;
  /** The bound in all. Needed only once the wait was extended: until then it cannot come first. */
  #last: NodeJS.Timeout | undefined;

  constructor(source: StopSignal, waitMs: number, longestMs: number) {
    super(source);
    this.#waitMs = waitMs;
    this.#longestMs = longestMs;
    this.#timer = setTimeout(expire, waitMs, this);
  }

  get signal(): StopSignal {
    return this;
  }

  extend(): void {
    const left = this.#longestMs - (performance.now() - this.#started);
    this.#last ??= setTimeout(expire, Math.max(0, left), this);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(expire, this.#waitMs, this);
  }

  override release(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#last);
    super.release();
  }
}

function expire(deadline: RunningDeadline): void {
  deadline.abort(AbortReason.Timeout);
}
