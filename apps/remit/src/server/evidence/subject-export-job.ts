/** The export of one person. Runs in the reading thread. */
import { rfc3339, systemClock } from '@remit/core';
import { exportSubject, zipPack } from '@remit/evidence';
import { openArchive } from '@remit/ingest';
import type { LedgerReader } from '@remit/ledger';
import type { JobResults } from './jobs.ts';

export function subjectExportJob(
  reader: LedgerReader,
  dir: string,
  { handles, shared }: { readonly handles: readonly string[]; readonly shared: boolean },
): JobResults['subject-export'] {
  const archive = openArchive({ dir, reader });
  try {
    const { data, files } = exportSubject({ reader, archive, handles, shared, now: rfc3339(systemClock.now()) });
    const { records, events } = data;
    const withheld = records.filter((record) => record.withheld !== undefined).length;
    return { records: records.length, events: events.length, withheld, zip: zipPack(files) };
  } finally {
    archive.close();
  }
}
