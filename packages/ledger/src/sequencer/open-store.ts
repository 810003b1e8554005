/** Opens the rows of the log where the configuration keeps them: a SQLite file under a lock, or PostgreSQL under a lease. */
import { join } from 'node:path';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { closeAfterWriting, openForWriting } from '../db/open-database.ts';
import { makeFolder } from '../files/durable.ts';
import { lockFile } from '../files/folder-lock.ts';
import type { Layout } from '../files/layout.ts';
import type { ToSequencer } from '../ipc/messages.ts';
import { movedWords, moveSubjectKeys } from '../vault/move-subject-keys.ts';
import { openSubjectKeys } from '../vault/subject-key-file.ts';
import { workOnVault } from '../vault/vault-work.ts';
import { createEntryStore } from './entry-store.ts';
import type { NoStore, OpenStore } from './store-types.ts';

/** A predecessor may still finish its last commit. When that takes longer, the next start waits again. */
const LOCK_WAIT_MS = 3_000;

/** Opens it. Rejects when the database cannot be reached or opened. */
export async function openStore(
  options: Extract<ToSequencer, { kind: 'open' }>,
  layout: Layout,
  say: (message: string) => void,
): Promise<Result<OpenStore, NoStore>> {
  makeFolder(layout.ledgerFolder);
  const { store } = options;
  if (store?.kind === 'postgres') {
    // Loaded only when wanted: it brings the driver with it.
    const { openPostgresStore } = await import('../postgres/open-store.ts');
    return openPostgresStore(
      {
        ...options,
        url: store.url,
        waitMs: store.standby === true ? undefined : LOCK_WAIT_MS,
        subjectKeys: store.subjectKeys,
      },
      layout,
      say,
    );
  }
  return openSqliteStore(options.origin, layout, say);
}

function openSqliteStore(origin: string, layout: Layout, say: (message: string) => void): Result<OpenStore, NoStore> {
  const lock = lockFile(join(layout.ledgerFolder, 'lock.sqlite'), LOCK_WAIT_MS);
  if (lock === undefined) return err({ kind: 'held', reason: `Another sequencer holds ${layout.ledgerFolder}.` });
  const opened = openForWriting(layout.database, origin);
  if (!opened.ok) return err({ kind: 'refused', by: opened.error.kind, reason: opened.error.detail });
  const db = opened.value;
  const keys = openSubjectKeys(layout.subjectKeys);
  const moved = moveSubjectKeys(db, keys);
  if (moved > 0) say(movedWords(moved));
  return ok({
    store: createEntryStore(db, keys),
    epoch: 0,
    lost: new Promise(() => {}),
    vault: (order) => workOnVault(db, keys, order),
    leave: () => void db.close(),
    close() {
      closeAfterWriting(db);
      keys.close();
      return Promise.resolve();
    },
  });
}
