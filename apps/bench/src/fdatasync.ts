/** What the disk under the measurement needs for one durable append. */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** Milliseconds of `count` appends of 1 KiB with fdatasync, in a new file of `folder`. */
export function timeFdatasync(folder: string, count: number): number[] {
  const file = openSync(join(folder, 'fdatasync-probe'), 'a');
  const block = Buffer.alloc(1024, 1);
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    writeSync(file, block);
    const at = performance.now();
    fdatasyncSync(file);
    times.push(performance.now() - at);
  }
  closeSync(file);
  return times;
}
