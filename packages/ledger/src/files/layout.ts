/** Where things lie in a data folder. One place, so that the server, the reader and the tests agree. */
import { basename, dirname, join } from 'node:path';

/** Paths inside one data folder. */
export interface Layout {
  readonly lock: string;
  readonly lockHolder: string;
  readonly ledgerFolder: string;
  readonly database: string;
  readonly logFolder: string;
  readonly blobFolder: string;
  /** Heads of this log that contradict each other, as witnesses hold them. */
  readonly evidenceFolder: string;
  readonly signerFolder: string;
  readonly runFolder: string;
  /** Relative to the data folder, which is the working directory of the children: a socket path has only 107 bytes. */
  readonly signerSocket: string;
  readonly vaultKey: string;
  /** Key that this gateway seals its records with. */
  readonly writerKey: string;
  /** Records on their way while no sequencer takes them. */
  readonly spoolFolder: string;
  /** Wrapped keys of persons: outside the database and outside backups. */
  readonly subjectKeys: string;
  /** Erasures under way and done. */
  readonly erasureFolder: string;
}

/**
 * The paths of a data folder, or of one of its ended logs: those share blobs and keys with the folder they lie in.
 * Touches nothing.
 */
export function layoutOf(dir: string): Layout {
  const shared = basename(dirname(dir)) === 'periods' ? dirname(dirname(dir)) : dir;
  return {
    lock: join(dir, 'lock.sqlite'),
    lockHolder: join(dir, 'run', 'holder.json'),
    ledgerFolder: join(dir, 'ledger'),
    database: join(dir, 'ledger', 'ledger.sqlite'),
    logFolder: join(dir, 'log'),
    blobFolder: join(shared, 'blobs'),
    evidenceFolder: join(dir, 'evidence'),
    signerFolder: join(dir, 'signer'),
    runFolder: join(dir, 'run'),
    signerSocket: join('run', 'signer.sock'),
    vaultKey: join(shared, 'secrets', 'vault.key'),
    writerKey: join(shared, 'secrets', 'writer.key'),
    spoolFolder: join(dir, 'spool'),
    subjectKeys: join(shared, 'subject-keys', 'keys.bin'),
    erasureFolder: join(shared, 'erasure'),
  };
}
