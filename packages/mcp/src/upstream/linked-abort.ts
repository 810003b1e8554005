/**
 * One signal from several. Not AbortSignal.any: a long-lived source would keep a reference to every short-lived
 * result until it is collected; here the listeners are removed when the work is done.
 */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(reason: string): void;
  /** Removes the listeners. Call it when the work has ended, however it ended. */
  release(): void;
}

/** Aborts with the first source that aborts, with its reason. */
export function linkAbort(...sources: readonly AbortSignal[]): LinkedAbort {
  const controller = new AbortController();
  const listeners = sources.map((source) => {
    const pass = (): void => controller.abort(source.reason);
    if (source.aborted) pass();
    else source.addEventListener('abort', pass, { once: true });
    return (): void => source.removeEventListener('abort', pass);
  });
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    release() {
      for (const remove of listeners) remove();
    },
  };
}
