/** The sequencer's store in PostgreSQL: lease, entry store, and the work on the vault. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { Layout } from '../files/layout.ts';
import type { NoStore, OpenStore } from '../sequencer/store-types.ts';
import { openSubjectKeys } from '../vault/subject-key-file.ts';
import { blockingDb } from './blocking-reads.ts';
import { openEntryPages } from './entry-pages.ts';
import { createPostgresEntryStore } from './entry-store.ts';
import { openPostgresLog } from './open-log.ts';
import { workOnPostgresVault } from './vault-work.ts';

/** Opens it, waiting for the lease for at most `waitMs` (undefined: for ever). Rejects when the server cannot be reached. */
export async function openPostgresStore(
  deps: { url: string; origin: string; waitMs: number | undefined; subjectKeys: string | undefined },
  layout: Layout,
  say: (message: string) => void,
): Promise<Result<OpenStore, NoStore>> {
  const opened = await openPostgresLog({
    ...deps,
    onWait: (holder) => say(`The lease of the log is held by ${holder}; waiting for it.`),
  });
  if (!opened.ok) {
    const { kind, detail } = opened.error;
    return kind === 'held'
      ? err({ kind, reason: `Another sequencer holds the lease of the log: ${detail}.` })
      : err({ kind: 'refused', by: kind, reason: detail });
  }
  const log = opened.value;
  const reads = blockingDb(deps.url, 'remit-publisher');
  const pages = openEntryPages(deps.url);
  const keys = openSubjectKeys(deps.subjectKeys ?? layout.subjectKeys);
  const end = () => {
    reads.close();
    pages.close();
    keys.close();
  };
  try {
    return ok({
      store: await createPostgresEntryStore({ log, pages, reads, keys }),
      epoch: log.lease.epoch,
      lost: log.lost,
      vault: (order) => workOnPostgresVault(log, keys, order),
      leave: end,
      async close() {
        end();
        await log.close();
      },
    });
  } catch (error) {
    end();
    await log.close();
    throw error;
  }
}
