/** Pauses after failures: exponential backoff for one upstream connection, so that a crash loop stays slow (F13). */
import type { Clock } from '@remit/core';

/** Failures in a row, and the pause they cost. */
export interface Breaker {
  /** Milliseconds until the next attempt is allowed; 0 means now. */
  waitMs(): number;
  failed(): void;
  succeeded(): void;
  readonly failures: number;
}

/** A breaker without failures: the n-th in a row pauses for backoffMs * 2^(n-1), at most maxBackoffMs. */
export function createBreaker(deps: { clock: Clock; backoffMs: number; maxBackoffMs: number }): Breaker {
  let failures = 0;
  let retryAt = 0;
  return {
    waitMs: () => Math.max(0, retryAt - deps.clock.now()),
    failed() {
      failures += 1;
      retryAt = deps.clock.now() + Math.min(deps.backoffMs * 2 ** (failures - 1), deps.maxBackoffMs);
    },
    succeeded() {
      failures = 0;
      retryAt = 0;
    },
    get failures() {
      return failures;
    },
  };
}
