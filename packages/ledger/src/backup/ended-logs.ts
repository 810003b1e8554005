/** Ended logs in a backup. Nothing but an erasure is ever added to them. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { layoutOf } from '../files/layout.ts';
import { exportToSqlite } from '../migrate/to-sqlite.ts';
import { endedStore } from '../period/ended-store.ts';
import { listLogs, periodsFolder } from '../period/log-folders.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import type { StorePlace } from '../types.ts';
import { copyDatabase, copyTree } from './copy-files.ts';

/** Copies every ended log of a data folder, as SQLite. Locks, sockets and what is being begun are left out. */
export async function copyEndedLogs(dir: string, out: string, store: StorePlace | undefined): Promise<void> {
  const inDatabase = store?.kind === 'postgres' ? endedOrigins(dir, store) : undefined;
  for (const name of inDatabase?.keys() ?? endedNames(dir)) {
    const [from, to] = [join(periodsFolder(dir), name), join(periodsFolder(out), name)];
    const place = endedStore(from, store);
    if (place?.kind === 'postgres') await exportToSqlite(place.url, inDatabase?.get(name) ?? '', layoutOf(to).database);
    else await copyDatabase(layoutOf(from).database, layoutOf(to).database);
    for (const part of [layoutOf(from).logFolder, layoutOf(from).signerFolder, layoutOf(from).evidenceFolder])
      if (existsSync(part))
        copyTree(part, join(to, basename(part)), (path) => !/(?:^|\/)lock\.sqlite|\.tmp$/.test(path));
  }
}

/** Folder name and origin of the ended logs of a database. */
function endedOrigins(dir: string, store: StorePlace): Map<string, string> {
  const reader = openLedgerReader(dir, store);
  try {
    const ended = listLogs(dir, reader, store).filter(({ current }) => !current);
    return new Map(ended.map((log) => [basename(log.dir), log.origin]));
  } finally {
    reader.close();
  }
}

/** Folder names of the ended logs in SQLite. */
export function endedNames(dir: string): string[] {
  const folder = periodsFolder(dir);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name !== 'next' && existsSync(layoutOf(join(folder, name)).database));
}
