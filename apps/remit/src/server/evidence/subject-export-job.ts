/** The export of one person. Runs in the reading thread. */
import { rfc3339, systemClock } from '@remit/core';
import { exportSubject, zipPack } from '@remit/evidence';
import { openArchive } from '@remit/ingest';
import type { LedgerReader, StorePlace } from '@remit/ledger';
import { endedStore, listLogs, openLedgerReader } from '@remit/ledger';
import type { JobResults } from './jobs.ts';

export function subjectExportJob(
  reader: LedgerReader,
  dir: string,
  store: StorePlace,
  { handles, shared }: { readonly handles: readonly string[]; readonly shared: boolean },
): JobResults['subject-export'] {
  const now = rfc3339(systemClock.now());
  const all = new Map<string, Uint8Array>();
  const counts = { records: 0, events: 0, withheld: 0 };
  const logs = listLogs(dir, reader, store);
  for (const log of logs) {
    const own = log.current ? reader : openLedgerReader(log.dir, endedStore(log.dir, store));
    const archive = openArchive({ dir, reader: own });
    try {
      const { data, files } = exportSubject({ reader: own, archive, handles, shared, now });
      counts.records += data.records.length;
      counts.events += data.events.length;
      counts.withheld += data.records.filter((record) => record.withheld !== undefined).length;
      // A folder for each log, where there are several.
      const folder = logs.length === 1 ? '' : `${log.origin.replace(/[^A-Za-z0-9.-]+/g, '_')}/`;
      for (const [path, bytes] of files) all.set(folder + path, bytes);
    } finally {
      archive.close();
      if (!log.current) own.close();
    }
  }
  return { ...counts, zip: zipPack(all) };
}
