/** Runs asynchronous pieces of work one after the other, in the order they were given. */
export type Serial = <T>(work: () => Promise<T>) => Promise<T>;

/** A queue of its own. A failed piece does not stop the ones after it. */
export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const run = last.then(work, work);
    last = run.catch(() => {});
    return run;
  };
}
