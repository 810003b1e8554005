/** The sequencer's store on PostgreSQL by itself: what a batch costs without the making, sealing and journaling of records. */
import type { AppendItem } from '../ipc/messages.ts';
import { blockingDb } from './blocking-reads.ts';
import { openEntryPages } from './entry-pages.ts';
import { createPostgresEntryStore } from './entry-store.ts';
import { openPostgresLog } from './open-log.ts';

/** Batches one after the other, each durable when its promise resolves. For measurements. */
export interface BareAppends {
  append(items: readonly AppendItem[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens the log of `origin`, which must be new, with its lease. Rejects when it is held or cannot be reached. */
export async function openBareAppends(url: string, origin: string): Promise<BareAppends> {
  const opened = await openPostgresLog({ url, origin, waitMs: 0, onWait() {} });
  if (!opened.ok) throw new Error(opened.error.detail);
  const log = opened.value;
  const reads = blockingDb(url, 'remit-measure');
  const pages = openEntryPages(url);
  const store = await createPostgresEntryStore({ log, pages, reads, keys: { add: () => undefined } });
  return {
    async append(items) {
      await store.commit(items, false);
    },
    async close() {
      reads.close();
      pages.close();
      await log.close();
    },
  };
}
