/** The origin of the data folder's log: from the configuration, or made once and kept in the folder. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '@remit/core';
import { err, ok, utf8 } from '@remit/core';
import { endedLog, writeDurably } from '@remit/ledger';
import { baseOf, originFor, type PeriodKind } from './periods/period-name.ts';

/**
 * The origin line (C2SP tlog-checkpoint). A log keeps its origin for good: one signed under another name would be another
 * log. With a period, the configured origin is what the names of all its logs begin with.
 */
export function dataOrigin(
  dataDir: string,
  configured: string | undefined,
  period: PeriodKind,
  now: number,
): Result<string, string> {
  const path = join(dataDir, 'origin');
  if (existsSync(path)) {
    const kept = readFileSync(path, 'utf8').trim();
    const known = configured === undefined || configured === kept || configured === baseOf(kept);
    // The configuration may still name the first of the folder's logs.
    if (!known && !existsSync(endedLog(dataDir, configured)))
      return err(
        `log.origin is "${configured}" but ${dataDir} holds the log of "${kept}". Set log.origin back, use another data folder, or end this log with \`remit ledger roll --to ${configured}\`.`,
      );
    return ok(kept);
  }
  const made = originFor(period, configured ?? `remit.local/${randomBytes(6).toString('hex')}`, now);
  keepOrigin(dataDir, made);
  return ok(made);
}

/** Keeps the origin durably. */
export function keepOrigin(dataDir: string, origin: string): void {
  writeDurably(join(dataDir, 'origin'), utf8(`${origin}\n`));
}
