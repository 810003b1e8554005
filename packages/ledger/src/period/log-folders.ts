/**
 * The logs of one data folder: the one in use, and the ended ones below `periods/`, each a folder of its own. With PostgreSQL
 * the database says which there are, so that every gateway sees the same ones; on other machines they have no folder.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromUtf8, isRefusal, parseStrictJson } from '@remit/core';
import { blockingDb } from '../postgres/blocking-reads.ts';
import { ENDED_PREFIX, inSchema } from '../postgres/log-schema.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import type { LedgerReader, StorePlace } from '../types.ts';
import { endedStore } from './ended-store.ts';
import { endedFolderName } from './folder-name.ts';
import { prunedBelow } from './minimum-index.ts';

/** Where the ended logs lie. */
export function periodsFolder(dir: string): string {
  return join(dir, 'periods');
}

/** Folder of the ended log of an origin, whether or not there is one. */
export function endedLog(dir: string, origin: string): string {
  return join(periodsFolder(dir), endedFolderName(origin));
}

/** One log. Times RFC 3339, of its first and its last record. */
export interface LogInfo {
  readonly origin: string;
  /** To be opened with openLedgerReader, in the place that endedStore names when it is not the current one. */
  readonly dir: string;
  /** False: it was ended, and another log goes on. */
  readonly current: boolean;
  readonly size: number;
  readonly from: string;
  readonly to: string;
  /** Records below this index were pruned. */
  readonly pruned: number;
}

/** All logs, the oldest first. `store`: of the current one. Throws when a database cannot be reached. */
export function listLogs(dir: string, current: LedgerReader, store?: StorePlace): LogInfo[] {
  const infos = [...endedInFolders(dir, store), ...(store?.kind === 'postgres' ? endedInDatabase(dir, store) : [])];
  const now = infoOf(() => dir, current, true);
  return [...infos.sort((a, b) => (a.from < b.from ? -1 : 1)), ...(now === undefined ? [] : [now])];
}

function endedInFolders(dir: string, store: StorePlace | undefined): LogInfo[] {
  if (!existsSync(periodsFolder(dir))) return [];
  return readdirSync(periodsFolder(dir))
    .map((name) => join(periodsFolder(dir), name))
    .filter((folder) => existsSync(join(folder, 'ledger', 'ledger.sqlite')))
    .flatMap((folder) =>
      read(openLedgerReader(folder, endedStore(folder, store)), (reader) => infoOf(() => folder, reader, false) ?? []),
    );
}

function endedInDatabase(dir: string, store: Extract<StorePlace, { kind: 'postgres' }>): LogInfo[] {
  return endedSchemas(store.url).flatMap((schema) =>
    // Its folder is that of its origin, which only its rows say.
    read(openLedgerReader(dir, { ...store, url: inSchema(store.url, schema) }), (reader) => {
      return infoOf((origin) => endedLog(dir, origin), reader, false) ?? [];
    }),
  );
}

/** Schemas of the ended logs of a database. */
export function endedSchemas(url: string): string[] {
  const db = blockingDb(url, 'remit-reader');
  try {
    return db
      .query<{ name: string }>('SELECT nspname::text AS name FROM pg_namespace WHERE starts_with(nspname, $1)', [
        ENDED_PREFIX,
      ])
      .map(({ name }) => name);
  } finally {
    db.close();
  }
}

function read<T>(reader: LedgerReader, work: (reader: LedgerReader) => T): T {
  try {
    return work(reader);
  } finally {
    reader.close();
  }
}

function infoOf(dirOf: (origin: string) => string, reader: LedgerReader, current: boolean): LogInfo | undefined {
  const signed = reader.latestCheckpoint();
  const size = Math.max(reader.size(), signed?.size ?? 0);
  const origin = headOf(reader, size - 1)?.org ?? signed?.note.split('\n')[0];
  if (origin === undefined) return undefined;
  const dir = dirOf(origin);
  const pruned = prunedBelow(join(dir, 'log'));
  const first = headOf(reader, pruned) ?? headOf(reader, size - 1);
  const last = headOf(reader, size - 1);
  return { origin, dir, current, size, from: first?.ts ?? '', to: last?.ts ?? '', pruned };
}

function headOf(reader: LedgerReader, index: number): { org: string; ts: string } | undefined {
  for (const { entry } of reader.entries(index, index + 1)) {
    const json = parseStrictJson(fromUtf8(entry) ?? '');
    const { org, ts } = isRefusal(json) ? {} : (Object(json.value) as { org?: unknown; ts?: unknown });
    if (typeof org === 'string' && typeof ts === 'string') return { org, ts };
  }
  return undefined;
}
