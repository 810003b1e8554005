/**
 * What tells a call to stop: the part of an AbortSignal that is used here, so that an AbortSignal is one. A call makes
 * several, and those of the platform cost more than anything that is done with them: an event target, its listeners as
 * objects, an event. See Stopper.
 */
export interface StopSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A signal with its switch in one object. Listeners run once, in order, inside `abort`; they must not throw. */
export class Stopper implements StopSignal {
  aborted = false;
  reason: unknown = undefined;
  #listeners: (() => void)[] = [];

  addEventListener(_type: 'abort', listener: () => void): void {
    // As with an AbortSignal: nobody is told of what has happened already.
    if (!this.aborted) this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const at = this.#listeners.lastIndexOf(listener);
    if (at >= 0) this.#listeners.splice(at, 1);
  }

  /** Only the first call has an effect. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const told = this.#listeners;
    this.#listeners = [];
    for (const listener of told) listener();
  }
}
