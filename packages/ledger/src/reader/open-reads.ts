/** The rows of the log for reading, wherever the configuration keeps them. */
import { existsSync } from 'node:fs';
import { openForReading, type ReadDb } from '../db/open-database.ts';
import { ledgerError } from '../errors.ts';
import type { Layout } from '../files/layout.ts';
import { blockingDb } from '../postgres/blocking-reads.ts';
import { POSTGRES_VERSION } from '../postgres/schema.ts';
import type { StorePlace } from '../types.ts';
import { readableDatabase } from './private-copy.ts';

/** Open rows. `release` closes them. */
export interface Reads {
  readonly db: ReadDb;
  release(): void;
}

/** Opens them. @throws LedgerError `ledger.folder-missing` or `ledger.schema-version`; Error when PostgreSQL does not answer. */
export function openReads(layout: Layout, store: StorePlace | undefined): Reads {
  return store?.kind === 'postgres' ? postgresReads(store.url) : sqliteReads(layout.database);
}

/** File of the persons' keys. */
export function subjectKeysOf(layout: Layout, store: StorePlace | undefined): string {
  return (store?.kind === 'postgres' ? store.subjectKeys : undefined) ?? layout.subjectKeys;
}

function sqliteReads(path: string): Reads {
  if (!existsSync(path)) throw ledgerError('ledger.folder-missing', path);
  const readable = readableDatabase(path);
  const opened = openForReading(readable.path);
  if (!opened.ok) {
    readable.release();
    throw ledgerError('ledger.schema-version', opened.error.detail);
  }
  const db = opened.value;
  return {
    db,
    release() {
      db.close();
      readable.release();
    },
  };
}

function postgresReads(url: string): Reads {
  const db = blockingDb(url, 'remit-reader');
  try {
    const there = db.query<{ there: boolean }>("SELECT to_regclass('meta') IS NOT NULL AS there", []);
    if (there[0]?.there !== true) throw ledgerError('ledger.folder-missing', 'the PostgreSQL database holds no log');
    const rows = db.query<{ value: string }>("SELECT value FROM meta WHERE key = 'version'", []);
    const version = rows[0]?.value;
    if (version !== String(POSTGRES_VERSION))
      throw ledgerError('ledger.schema-version', `PostgreSQL schema ${version}, this software ${POSTGRES_VERSION}`);
    return { db, release: () => db.close() };
  } catch (error) {
    db.close();
    throw error;
  }
}
