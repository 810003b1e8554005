/** Time that moves only when a test says so: a clock and its timers. */
import type { Clock } from '@remit/core';
import type { Timers } from '../timers.ts';

export interface ManualTime extends Clock {
  readonly timers: Timers;
  /** Moves the clock and runs what falls due, in order. */
  advance(ms: number): void;
  /** Number of timers that wait. */
  waiting(): number;
}

export function manualTime(start: number): ManualTime {
  let at = start;
  const due = new Set<{ readonly when: number; readonly run: () => void }>();
  return {
    now: () => at,
    timers: {
      after(ms, run) {
        const timer = { when: at + ms, run };
        due.add(timer);
        return () => due.delete(timer);
      },
    },
    advance(ms) {
      const end = at + ms;
      for (;;) {
        const [next] = [...due].filter(({ when }) => when <= end).sort((a, b) => a.when - b.when);
        if (next === undefined) break;
        due.delete(next);
        at = Math.max(at, next.when);
        next.run();
      }
      at = end;
    },
    waiting: () => due.size,
  };
}
