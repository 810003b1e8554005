/** A signal that follows another one and can be aborted by itself; its listener is removed when the work is done. */
import type { StopSignal } from '@remit/gateway';
import { Stopper } from '@remit/gateway';

/** Aborts with its source, with the source's reason, or by its own `abort`. */
export class LinkedAbort extends Stopper {
  readonly #source: StopSignal;

  constructor(source: StopSignal) {
    super();
    this.#source = source;
    if (source.aborted) this.abort(source.reason);
    else source.addEventListener('abort', this.#pass);
  }

  readonly #pass = (): void => this.abort(this.#source.reason);

  /** Lets go of the source. Call it when the work has ended, however it ended. */
  release(): void {
    this.#source.removeEventListener('abort', this.#pass);
  }
}
