/** Work that is started at a fixed rate, whatever its answers take, with a figure looked at meanwhile. */
import { pause } from './programs.ts';

const SAMPLE_MS = 250;
/** Most that may be under way at once. What would be more is not started, and counted as put off. */
const MAX_OPEN = 256;

/** How fast, how long, and what is looked at. */
export interface Pace {
  /** Starts a second. */
  readonly rate: number;
  readonly seconds: number;
  measure(): number;
}

/** One look. */
export interface Sample {
  /** Since the start. */
  readonly second: number;
  readonly value: number;
}

/** Starts `work` at that pace and waits for the last to end. `tookS`: seconds in which they were started. */
export async function paced(
  work: () => Promise<void>,
  pace: Pace,
): Promise<{ samples: Sample[]; putOff: number; calls: number; tookS: number }> {
  const began = performance.now();
  const samples: Sample[] = [];
  const open = new Set<Promise<void>>();
  let due = 0;
  let putOff = 0;
  let sampled = 0;
  let now = 0;
  for (;;) {
    now = performance.now() - began;
    if (now > pace.seconds * 1000) break;
    for (; due < (now / 1000) * pace.rate; due++) {
      if (open.size >= MAX_OPEN) putOff += 1;
      else {
        const one = work().finally(() => open.delete(one));
        open.add(one);
      }
    }
    if (now - sampled >= SAMPLE_MS) {
      sampled = now;
      samples.push({ second: now / 1000, value: pace.measure() });
    }
    await pause(5);
  }
  await Promise.all(open);
  return { samples, putOff, calls: due - putOff, tookS: now / 1000 };
}
