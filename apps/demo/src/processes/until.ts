import { setTimeout as sleep } from 'node:timers/promises';
import { DemoFailure } from '../show/demo-failure.ts';

/** Asks `probe` again and again until it answers something. `what` completes "waited for". */
export async function until<T>(what: string, withinMs: number, probe: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() >= deadline) throw new DemoFailure(`waited ${withinMs / 1000} s for ${what}`);
    await sleep(100);
  }
}

/** The promise's value, or a failure when it takes longer. */
export async function within<T>(what: string, ms: number, promise: Promise<T>): Promise<T> {
  const controller = new AbortController();
  const late = sleep(ms, undefined, { signal: controller.signal }).then(() => {
    throw new DemoFailure(`${what} took longer than ${ms / 1000} s`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    late.catch(() => undefined);
    controller.abort();
  }
}
