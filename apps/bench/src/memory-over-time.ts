/** Resident memory of processes while they work. */
import { setTimeout as sleep } from 'node:timers/promises';
import { familyOf, memoryOf } from './cpu.ts';
import type { Target } from './load.ts';
import { drive } from './load.ts';

const EVERY_MS = 500;
/** Calls of one piece of the load: the clock is looked at in between. */
const PIECE = 1_000;

/** Bytes, the highest of each third of the time, and how many calls were made. */
export interface MemoryOverTime {
  readonly thirds: readonly [number, number, number];
  readonly calls: number;
}

/** Drives the target for so many seconds. `pid`: the process whose memory counts, with its descendants. */
export async function memoryOverTime(target: Target, pid: number, seconds: number): Promise<MemoryOverTime> {
  const family = familyOf(pid);
  const thirds: [number, number, number] = [0, 0, 0];
  const began = performance.now();
  const share = () => (performance.now() - began) / (seconds * 1000);
  let calls = 0;
  const load = async () => {
    while (share() < 1) calls += (await drive(target, PIECE, 32)).calls;
  };
  const watch = async () => {
    for (; share() < 1; await sleep(EVERY_MS)) {
      const now = family.reduce((sum, one) => sum + memoryOf(one.pid), 0);
      const third = Math.min(2, Math.floor(share() * 3));
      thirds[third] = Math.max(thirds[third] ?? 0, now);
    }
  };
  await Promise.all([load(), watch()]);
  return { thirds, calls };
}
