import { monotonicFactory } from 'ulid';
import type { Clock } from './clock.ts';

/** Makes ULIDs (26 letters, time first) that rise even within one millisecond or when the clock steps back. */
export type IdSource = () => string;

/** An id source for one writer. Random part from the platform's cryptographic generator. */
export function createIdSource(clock: Clock): IdSource {
  const next = monotonicFactory(createFractions());
  let last = 0;
  return () => {
    // Invariant: ids of one writer never go backwards, so a clock step cannot reorder records.
    last = Math.max(last, clock.now());
    return next(last);
  };
}

const POOL_BYTES = 1_024;

/**
 * Random fractions in steps of 1/256, drawn from the generator in larger pieces: a ULID takes sixteen, and one draw costs
 * as much as a thousand bytes. 256 is a multiple of the 32 letters, so that each letter is equally likely.
 */
function createFractions(): () => number {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  return () => {
    if (used === POOL_BYTES) {
      crypto.getRandomValues(pool);
      used = 0;
    }
    const byte = pool[used] ?? 0;
    // Threat: what was given out must not be found in memory later, nor be given out again.
    pool[used] = 0;
    used += 1;
    return byte / 256;
  };
}
