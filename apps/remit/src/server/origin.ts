/** The origin of the data folder's log: from the configuration, or made once and kept in the folder. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';

/**
 * The origin line (C2SP tlog-checkpoint). A folder keeps its first origin for good: a log signed under another name
 * would be another log.
 */
export function dataOrigin(dataDir: string, configured: string | undefined): Result<string, string> {
  const path = join(dataDir, 'origin');
  if (existsSync(path)) {
    const kept = readFileSync(path, 'utf8').trim();
    if (configured !== undefined && configured !== kept)
      return err(
        `log.origin is "${configured}" but ${dataDir} holds the log of "${kept}". Set log.origin back, or use another data folder.`,
      );
    return ok(kept);
  }
  const made = configured ?? `remit.local/${randomBytes(6).toString('hex')}`;
  writeFileSync(path, `${made}\n`, { flush: true });
  return ok(made);
}
