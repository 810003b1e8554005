/** One record in a form that other programs read: a COSE receipt, or an in-toto statement. Signed by the key of packs. */
import { rfc3339, systemClock } from '@remit/core';
import { makeReceipt, makeRecordStatement, provenRecord } from '@remit/evidence';
import type { LedgerReader } from '@remit/ledger';
import { reportSigner } from './report-key.ts';

/** The forms a record goes out in. */
export type ExportForm = 'receipt' | 'statement';

/** The bytes; undefined when there is no such record, or no checkpoint covers it yet. */
export async function exportJob(
  reader: LedgerReader,
  dataDir: string,
  job: { readonly form: ExportForm; readonly record: string },
): Promise<Uint8Array | undefined> {
  const proven = provenRecord(reader, job.record);
  if (proven === undefined) return undefined;
  const signer = reportSigner(dataDir, proven.origin);
  return job.form === 'receipt'
    ? await makeReceipt(proven, job.record, signer)
    : await makeRecordStatement(proven, rfc3339(systemClock.now()), signer);
}
