/** What stops one HTTP request: the caller's signal, or the end of the connection. */
import type { StopSignal } from '@remit/gateway';
import { LinkedAbort } from '../linked-abort.ts';

/** Whether a request was stopped, and why. An AbortSignal is one. */
export interface Stopped {
  readonly aborted: boolean;
  readonly reason: unknown;
}

/** Stops one request. Release it when the request has ended, however it ended. */
export type RequestStop = Pick<LinkedAbort, keyof StopSignal | 'release'>;

/** The requests under way on one connection. */
export interface RequestStops {
  start(signal: StopSignal): RequestStop;
  /** Stops all of them, and whatever is started later. */
  stopAll(reason: string): void;
}

class Stop extends LinkedAbort {
  readonly #others: Set<Stop>;

  constructor(signal: StopSignal, others: Set<Stop>) {
    super(signal);
    this.#others = others;
    others.add(this);
  }

  override release(): void {
    this.#others.delete(this);
    super.release();
  }
}

/** Nothing under way. */
export function createRequestStops(): RequestStops {
  const underWay = new Set<Stop>();
  let ended: { readonly reason: string } | undefined;
  return {
    start(signal) {
      const stop = new Stop(signal, underWay);
      if (ended !== undefined) stop.abort(ended.reason);
      return stop;
    },
    stopAll(reason) {
      ended ??= { reason };
      for (const stop of underWay) stop.abort(reason);
    },
  };
}
