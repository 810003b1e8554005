/** The one writer of ingested objects in this process. Opened when it is first needed; repairs then what a crash left. */
import { join } from 'node:path';
import type { Clock, Logger } from '@remit/core';
import type { Ingest, Source } from '@remit/ingest';
import { allSources, createIngest } from '@remit/ingest';
import type { Ledger, LedgerReader } from '@remit/ledger';
import { cleanSpools } from '../../follow/spool.ts';

/** See the module header. */
export interface Ingestion {
  /** The writer, and what was repaired if this call opened it. */
  open(): { readonly ingest: Ingest; readonly repairs: readonly string[] };
  /** Waits for the object under way. */
  close(): Promise<void>;
}

/** Opens nothing yet; removes what killed followers left. */
export function createIngestion(deps: {
  readonly dir: string;
  readonly ledger: Ledger;
  readonly reader: LedgerReader;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly sources?: readonly Source[];
}): Ingestion {
  let ingest: Ingest | undefined;
  const cleaned = cleanSpools(join(deps.dir, 'ingest'), deps.clock.now());
  if (cleaned > 0) deps.logger.warn({ folders: cleaned }, 'removed what a follower that was killed had fetched');
  return {
    open() {
      if (ingest !== undefined) return { ingest, repairs: [] };
      const { dir, ledger, reader, clock } = deps;
      const sources = deps.sources ?? allSources();
      ingest = createIngest({ dir, recorder: ledger, subjects: ledger, reader, clock, sources });
      for (const says of ingest.startup) deps.logger.warn({}, says);
      return { ingest, repairs: ingest.startup };
    },
    close: async () => ingest?.close(),
  };
}
