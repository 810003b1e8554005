/**
 * What stops one HTTP request: the caller's signal, or the end of the connection. An event emitter, which undici takes as
 * well: an AbortSignal of its own for each request and its listeners cost more than the rest of the sending.
 */
import { EventEmitter } from 'node:events';

/** Whether a request was stopped, and why. An AbortSignal is one. */
export interface Stopped {
  readonly aborted: boolean;
  readonly reason: unknown;
}

/** Stops one request. */
export interface RequestStop extends Stopped, EventEmitter {
  /** Lets go of the signal and the connection. Call it when the request has ended, however it ended. */
  release(): void;
}

/** The requests under way on one connection. */
export interface RequestStops {
  start(signal: AbortSignal): RequestStop;
  /** Stops all of them, and whatever is started later. */
  stopAll(reason: string): void;
}

class Stop extends EventEmitter implements RequestStop {
  aborted = false;
  reason: unknown;
  readonly #signal: AbortSignal;
  readonly #others: Set<Stop>;
  constructor(signal: AbortSignal, others: Set<Stop>) {
    super();
    this.#signal = signal;
    this.#others = others;
    others.add(this);
    if (signal.aborted) this.stop(signal.reason);
    else signal.addEventListener('abort', this.#pass, { once: true });
  }
  readonly #pass = (): void => this.stop(this.#signal.reason);
  stop(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.emit('abort');
  }
  release(): void {
    this.#others.delete(this);
    this.#signal.removeEventListener('abort', this.#pass);
  }
}

/** Nothing under way. */
export function createRequestStops(): RequestStops {
  const underWay = new Set<Stop>();
  let ended: { readonly reason: string } | undefined;
  return {
    start(signal) {
      const stop = new Stop(signal, underWay);
      if (ended !== undefined) stop.stop(ended.reason);
      return stop;
    },
    stopAll(reason) {
      ended ??= { reason };
      for (const stop of underWay) stop.stop(reason);
    },
  };
}
