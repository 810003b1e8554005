/** The only way code asks what time it is, so that tests freeze it and reports take it as an input. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still until it is moved. For tests and for reports, whose clock is an input. */
export function fixedClock(start: number): Clock & { advance(ms: number): void } {
  let at = start;
  return {
    now: () => at,
    advance(ms) {
      at += ms;
    },
  };
}

/** RFC 3339 in UTC with milliseconds, the one time format in records. */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
