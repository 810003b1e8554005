/** Holds a copy of a log against the log: a mirror's folder, a static copy, or what is served at an address. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NoteVerifier } from '@remit/tlog';
import { layoutOf } from '../files/layout.ts';
import { prunedBelow } from '../period/minimum-index.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import type { StorePlace } from '../types.ts';
import { type CopyComparison, compareCopies } from './compare-copies.ts';
import { folderSide, type LogSide, ledgerSide, servedSide } from './log-side.ts';

/**
 * Compares the records of a data folder with a copy. `against`: a folder, or an http(s) address of a mirror's copy.
 * Undefined: there is no copy there. @throws LedgerError `ledger.folder-missing`
 */
export async function checkAgainst(deps: {
  dir: string;
  store?: StorePlace;
  against: string;
  keys?: readonly NoteVerifier[];
}): Promise<CopyComparison | undefined> {
  const reader = openLedgerReader(deps.dir, deps.store);
  try {
    const log = ledgerSide(reader);
    const origin = log.note?.slice(0, log.note.indexOf('\n'));
    const copy = isAddress(deps.against) ? await servedSide(deps.against) : folderSide(deps.against, origin);
    if (copy === undefined) return undefined;
    const pruned = prunedBelow(layoutOf(deps.dir).logFolder);
    if (pruned === 0) return await compareCopies(log, copy, deps.keys);
    const found = await compareCopies(undefined, copy, deps.keys);
    return { ...found, says: [...found.says, `The log has pruned its first ${pruned} records under its policy.`] };
  } finally {
    reader.close();
  }
}

/**
 * Checks the copy that a mirror holds of a log, and holds it against what the log serves at `from`, when given.
 * Undefined: there is no copy of that log.
 */
export async function checkCopy(deps: {
  dir: string;
  origin: string;
  from?: string;
  keys?: readonly NoteVerifier[];
}): Promise<CopyComparison | undefined> {
  const copy = folderSide(deps.dir, deps.origin);
  if (copy === undefined || (!existsSync(join(deps.dir, 'logs')) && !existsSync(join(deps.dir, 'tile'))))
    return undefined;
  const log = deps.from === undefined ? undefined : await servedSide(deps.from);
  return compareCopies(log, copy, deps.keys);
}

function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text);
}

/** What is served at an address or lies in a folder; undefined when there is no checkpoint in the folder. */
export async function sideAt(place: string): Promise<LogSide | undefined> {
  return isAddress(place) ? await servedSide(place) : folderSide(place, undefined);
}
