/**
 * Loaded into a process of the product (`node --import`): on SIGUSR2 it collects all garbage and writes what is left to
 * CAMPAIGN_HEAP_DIR/PID.json. Nothing happens before the first signal.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const folder = process.env['CAMPAIGN_HEAP_DIR'] ?? '.';

process.on('SIGUSR2', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  // Finalizers of the first collection free what the second one takes.
  collect();
  setImmediate(() => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    const file = join(folder, `${process.pid}.json`);
    writeFileSync(`${file}.tmp`, JSON.stringify({ heapUsed, external }));
    renameSync(`${file}.tmp`, file);
  });
});
