/** Leaves out a target that fails again and again, for a while: then one call tries it (a circuit breaker). */

export interface Breaker {
  /** True when a call may go there now. A call that is let through after a pause is the one that tries it. */
  admits(target: string, now: number): boolean;
  failed(target: string, now: number): void;
  succeeded(target: string): void;
}

/** Failures in a row that open the circuit. */
const OPEN_AFTER = 5;
/** First and longest pause, in milliseconds. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

interface Circuit {
  failures: number;
  opensAt: number;
}

/** A breaker with all circuits closed. */
export function createBreaker(): Breaker {
  const circuits = new Map<string, Circuit>();
  const pauseOf = (failures: number): number =>
    Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(16, failures - OPEN_AFTER));
  return {
    admits(target, now) {
      const circuit = circuits.get(target);
      if (circuit === undefined || circuit.failures < OPEN_AFTER) return true;
      if (now < circuit.opensAt) return false;
      // Everybody else waits for what this call finds.
      circuit.opensAt = now + pauseOf(circuit.failures);
      return true;
    },
    failed(target, now) {
      const circuit = circuits.get(target) ?? { failures: 0, opensAt: 0 };
      circuit.failures += 1;
      if (circuit.failures >= OPEN_AFTER) circuit.opensAt = now + pauseOf(circuit.failures);
      circuits.set(target, circuit);
    },
    succeeded: (target) => void circuits.delete(target),
  };
}
