/** A signal that also aborts after a wait. Progress restarts the wait, up to a longest duration in all. */
import { AbortReason } from './abort-reason.ts';
import { linkAbort } from './linked-abort.ts';

/** A running deadline. Release it when the work has ended. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Restarts the wait. */
  extend(): void;
  release(): void;
}

/** Starts one on top of `source`; waits in milliseconds. It aborts with the reason `timeout`. */
export function startDeadline(source: AbortSignal, waitMs: number, longestMs = waitMs): Deadline {
  const link = linkAbort(source);
  const expire = (): void => link.abort(AbortReason.Timeout);
  let timer = setTimeout(expire, waitMs);
  // When the two are equal the wait is never longer than the first timer, unless it is extended.
  let last = longestMs > waitMs ? setTimeout(expire, longestMs) : undefined;
  return {
    signal: link.signal,
    extend() {
      // The first timer is then the bound in all.
      if (last === undefined) last = timer;
      else clearTimeout(timer);
      timer = setTimeout(expire, waitMs);
    },
    release() {
      clearTimeout(timer);
      clearTimeout(last);
      link.release();
    },
  };
}
