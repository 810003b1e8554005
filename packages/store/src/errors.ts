/** The store's error table. */
import type { ErrorRow } from '@remit/core';
import { errorFactory } from '@remit/core';

/** Every error that the store raises. */
export const storeErrors = {
  'store.migration-failed': {
    status: 500,
    retry: false,
    operator:
      'The control store could not be brought to the schema of this version. Nothing was started. Restore it from a backup of this version or an older one, or start the newer version that wrote it.',
  },
  'store.not-written': {
    status: 503,
    retry: true,
    operator:
      'The control store could not be written, so the change of a key is not in force as a whole. Check free space and the disk of control.sqlite, or the PostgreSQL server, then try again; the next start compares the keys with the log.',
  },
  'store.not-durable': {
    status: 500,
    retry: false,
    operator:
      'The control store could lose a commit on power loss. SQLite: it must run with WAL and synchronous=FULL, so put control.sqlite on a local file system that supports WAL. PostgreSQL: set fsync = on in the configuration of the server.',
  },
} as const satisfies Record<string, ErrorRow>;
export type StoreErrorCode = keyof typeof storeErrors;

/** Makes a store error from its row. */
export const storeError = errorFactory(storeErrors);
