/** The whole check of CloudTrail digests and of the log files that they name (log schemas reference §3.7). */
import { checkLogs } from './check-logs.ts';
import type { TimeRange } from './digest-chains.ts';
import { sortIntoChains } from './digest-chains.ts';
import type { DigestReport, Finding } from './digest-report.ts';
import { reportOf } from './digest-report.ts';
import type { DigestStore } from './digest-store.ts';
import type { PublicKeys } from './public-keys.ts';
import { walkChain } from './walk-chain.ts';

/** Checks what the store holds. Opens nothing but what the store gives; never throws for what the objects hold. */
export function validateDigests(
  store: DigestStore,
  options: { readonly keys: PublicKeys; readonly range: TimeRange },
): DigestReport {
  const findings: Finding[] = [];
  for (const chain of sortIntoChains(store.digests, options.range)) {
    for (const step of walkChain(chain, options.keys, options.range)) {
      findings.push(step.finding);
      if (!('body' in step) || step.body === undefined) continue;
      findings.push(...checkLogs(step.body, step.finding, store));
    }
  }
  return reportOf(findings, store.unread());
}
