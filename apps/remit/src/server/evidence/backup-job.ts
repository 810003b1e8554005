/** The backup of a data folder: what lies in it besides the log. Runs in the reading thread. */
import { join } from 'node:path';
import { systemClock } from '@remit/core';
import type { StorePlace } from '@remit/ledger';
import { backupDataFolder } from '@remit/ledger';
import { exportKeys } from '../migrate.ts';
import { SCHEDULE_STATE_FILE } from '../reports/schedule-state.ts';
import { SOFTWARE } from '../software.ts';
import type { JobResults } from './jobs.ts';

export function backupJob(
  dir: string,
  store: StorePlace,
  { out, subjectKeys }: { readonly out: string; readonly subjectKeys: boolean },
): Promise<JobResults['backup']> {
  return backupDataFolder({
    dir,
    out,
    ...(subjectKeys ? { subjectKeys } : {}),
    store,
    // Keys in PostgreSQL become the file that they are in a folder.
    ...(store.kind === 'postgres'
      ? { databases: [], before: () => exportKeys(store.url, join(out, 'control.sqlite')) }
      : { databases: ['control.sqlite'] }),
    files: ['origin', SCHEDULE_STATE_FILE],
    // Whole batches only: what is being read, fetched or counted is made again.
    folders: [{ name: 'ingest', wanted: (path) => !path.startsWith('.') && !path.startsWith('index.sqlite') }],
    software: SOFTWARE,
    clock: systemClock,
  });
}
