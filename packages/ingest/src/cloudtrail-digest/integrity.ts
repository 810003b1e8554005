/** What the digests say of an ingested log file, for its `ingest.batch` record. */
import type { Result } from '@remit/core';
import { ok } from '@remit/core';
import type { UpstreamIntegrity } from '@remit/record';
import { openDigestFolder } from './digest-folder.ts';
import type { DigestReport, LogFinding } from './digest-report.ts';
import { parsePublicKeys } from './public-keys.ts';
import { validateDigests } from './validate-digests.ts';

/** The vendor's own protection of an object, as it was checked, and why it is no better. */
export interface IntegrityOfObject {
  readonly integrity: UpstreamIntegrity;
  /** `hash_differs`, `no_digest_names_it`, ... Absent when there is nothing to say. */
  readonly why?: string;
}

/** Looks up an object by the SHA-256 (hex) of its bytes as stored: the object that was checked, whatever its name is now. */
export type IntegrityLookup = (object: { readonly sha: string }) => IntegrityOfObject;

const STATUS = { Valid: 'digest-valid', Invalid: 'digest-invalid', Unanchored: 'unanchored', Missing: 'none' } as const;
const RANK = ['Valid', 'Unanchored', 'Invalid', 'Missing'];

/** The lookup over the findings of one check. */
export function integrityLookup(report: DigestReport): IntegrityLookup {
  const best = new Map<string, LogFinding>();
  for (const finding of report.findings) {
    if (finding.what !== 'log' || finding.storedSha256 === undefined) continue;
    const known = best.get(finding.storedSha256);
    // Several digests may name one file, a backfill among them: the one that shows most stands.
    if (known === undefined || RANK.indexOf(finding.result) < RANK.indexOf(known.result))
      best.set(finding.storedSha256, finding);
  }
  return ({ sha }) => {
    const finding = best.get(sha);
    if (finding === undefined) return { integrity: 'none', why: 'no_digest_names_it' };
    const why = finding.reasons[0];
    return { integrity: STATUS[finding.result], ...(why === undefined ? {} : { why }) };
  };
}

/**
 * Checks the digests of a folder that is to be ingested. Throws what reading the folder throws.
 * @param options.keys text of the answer of ListPublicKeys
 * @param options.at where the folder stood in S3, as the operator declares it
 */
export function folderIntegrity(options: {
  readonly dir: string;
  readonly keys: string;
  readonly at?: { readonly bucket: string; readonly prefix: string };
}): Result<{ readonly report: DigestReport; readonly lookup: IntegrityLookup }, string> {
  const keys = parsePublicKeys(options.keys);
  if (!keys.ok) return keys;
  const report = validateDigests(openDigestFolder(options), { keys: keys.value, range: {} });
  return ok({ report, lookup: integrityLookup(report) });
}
