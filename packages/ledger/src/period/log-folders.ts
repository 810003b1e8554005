/** The logs of one data folder: the one in use, and the ended ones below `periods/`, each a folder of its own. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromUtf8, isRefusal, parseStrictJson } from '@remit/core';
import { openLedgerReader } from '../reader/open-reader.ts';
import type { LedgerReader } from '../types.ts';
import { prunedBelow } from './minimum-index.ts';

/** Where the ended logs lie. */
export function periodsFolder(dir: string): string {
  return join(dir, 'periods');
}

/** Folder of the ended log of an origin, whether or not there is one. */
export function endedLog(dir: string, origin: string): string {
  return join(periodsFolder(dir), origin.replace(/[^A-Za-z0-9.-]+/g, '_'));
}

/** One log. Times RFC 3339, of its first and its last record. */
export interface LogInfo {
  readonly origin: string;
  /** To be opened with openLedgerReader. */
  readonly dir: string;
  /** False: it was ended, and another log goes on. */
  readonly current: boolean;
  readonly size: number;
  readonly from: string;
  readonly to: string;
  /** Records below this index were pruned. */
  readonly pruned: number;
}

/** All logs, the oldest first. `store` of the current one is the default, SQLite. */
export function listLogs(dir: string, current: LedgerReader): LogInfo[] {
  const ended = existsSync(periodsFolder(dir))
    ? readdirSync(periodsFolder(dir))
        .map((name) => join(periodsFolder(dir), name))
        .filter((folder) => existsSync(join(folder, 'ledger', 'ledger.sqlite')))
    : [];
  const infos = ended.flatMap((folder) => {
    const reader = openLedgerReader(folder);
    try {
      return infoOf(folder, reader, false) ?? [];
    } finally {
      reader.close();
    }
  });
  const now = infoOf(dir, current, true);
  return [...infos.sort((a, b) => (a.from < b.from ? -1 : 1)), ...(now === undefined ? [] : [now])];
}

function infoOf(dir: string, reader: LedgerReader, current: boolean): LogInfo | undefined {
  const signed = reader.latestCheckpoint();
  const size = Math.max(reader.size(), signed?.size ?? 0);
  const pruned = prunedBelow(join(dir, 'log'));
  const first = headOf(reader, pruned) ?? headOf(reader, size - 1);
  const last = headOf(reader, size - 1);
  const origin = first?.org ?? signed?.note.split('\n')[0];
  if (origin === undefined) return undefined;
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
