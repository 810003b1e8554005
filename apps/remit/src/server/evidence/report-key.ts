/** The key that signs packs for this installation: a file of its own, made at first use, named by the log. */
import { join } from 'node:path';
import type { ReportSigner } from '@remit/evidence';
import { reportSignerOf } from '@remit/evidence';
import type { DraftOf } from '@remit/record';
import { loadOrCreateKeyFile } from '@remit/secrets';

/** The signer, from `secrets/report.key` of the data folder. Its name is the origin of the log and `/report`. */
export function reportSigner(dataDir: string, origin: string): ReportSigner {
  return reportSignerOf(`${origin}/report`, loadOrCreateKeyFile(join(dataDir, 'secrets', 'report.key')));
}

/** The record that tells the log which key signs packs. */
export function reportKeyDraft(vkey: string): DraftOf<'registry.change'> {
  return { t: 'registry.change', chg: { what: 'report-key.declare', ref: vkey } };
}
