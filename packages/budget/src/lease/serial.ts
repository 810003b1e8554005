/** One piece of work after the other. */

/** Runs work when all that was given before it has ended, well or not. */
export type Serial = <T>(work: () => Promise<T>) => Promise<T>;

/** A queue of its own. */
export function createSerial(): Serial {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = tail.then(work, work);
    tail = done.catch(() => undefined);
    return done;
  };
}
