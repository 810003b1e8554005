/** What the digests say of an ingested log file, for its `ingest.batch` record. */
import type { UpstreamIntegrity } from '@remit/record';
import type { DigestReport, LogFinding } from './digest-report.ts';

/** The vendor's own protection of an object, as it was checked, and why it is no better. */
export interface IntegrityOfObject {
  readonly status: UpstreamIntegrity;
  /** `hash_differs`, `no_digest_names_it`, ... Absent when there is nothing to say. */
  readonly why?: string;
}

const STATUS = { Valid: 'digest-valid', Invalid: 'digest-invalid', Unanchored: 'unanchored', Missing: 'none' } as const;
const RANK = ['Valid', 'Unanchored', 'Invalid', 'Missing'];

/** Looks up objects by the SHA-256 (hex) of their stored bytes: the object that was checked, whatever its name is now. */
export function integrityLookup(report: DigestReport): (storedSha256: string) => IntegrityOfObject {
  const best = new Map<string, LogFinding>();
  for (const finding of report.findings) {
    if (finding.what !== 'log' || finding.storedSha256 === undefined) continue;
    const known = best.get(finding.storedSha256);
    // Several digests may name one file, a backfill among them: the one that shows most stands.
    if (known === undefined || RANK.indexOf(finding.result) < RANK.indexOf(known.result))
      best.set(finding.storedSha256, finding);
  }
  return (storedSha256) => {
    const finding = best.get(storedSha256);
    if (finding === undefined) return { status: 'none', why: 'no_digest_names_it' };
    const why = finding.reasons[0];
    return { status: STATUS[finding.result], ...(why === undefined ? {} : { why }) };
  };
}
