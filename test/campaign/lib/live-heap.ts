/** What processes of the product hold on to: their heap right after all garbage was collected. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { handedOn } from './hooks.ts';
import { until } from './programs.ts';

/** The environment to start processes with. */
export function heapEnv(folder: string): Readonly<Record<string, string>> {
  return handedOn({ CAMPAIGN_HEAP_DIR: folder }, 'heap-hook');
}

/** MiB that are alive in each process: V8's heap, and what hangs on it outside (buffers). In the order of `pids`. */
export async function liveHeap(folder: string, pids: readonly number[]): Promise<number[]> {
  const live: number[] = [];
  for (const pid of pids) {
    const file = join(folder, `${pid}.json`);
    rmSync(file, { force: true });
    process.kill(pid, 'SIGUSR2');
    let said: { heapUsed: number; external: number } | undefined;
    await until(`the heap of process ${pid}`, () => {
      try {
        // Written by the hook.
        said = JSON.parse(readFileSync(file, 'utf8')) as typeof said;
        return true;
      } catch {
        return false;
      }
    });
    live.push(((said?.heapUsed ?? Number.NaN) + (said?.external ?? 0)) / 2 ** 20);
  }
  return live;
}
