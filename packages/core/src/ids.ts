import { monotonicFactory } from 'ulid';
import type { Clock } from './clock.ts';

/** Makes ULIDs (26 letters, time first) that rise even within one millisecond or when the clock steps back. */
export type IdSource = () => string;

/** An id source for one writer. Random part from the platform's cryptographic generator. */
export function createIdSource(clock: Clock): IdSource {
  const next = monotonicFactory();
  let last = 0;
  return () => {
    // Invariant: ids of one writer never go backwards, so a clock step cannot reorder records.
    last = Math.max(last, clock.now());
    return next(last);
  };
}
