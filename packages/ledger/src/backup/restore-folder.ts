/** A data folder made again from a backup, and what that means for the log, in words (threat T15, ledger reference §9). */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { checkLedger } from '../check/check-ledger.ts';
import { layoutOf } from '../files/layout.ts';
import { periodsFolder } from '../period/log-folders.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import { signerFiles } from '../signer/open-folder.ts';
import { isFree } from './backup-folder.ts';
import { copyTree } from './copy-files.ts';
import { endedNames } from './ended-logs.ts';
import { journalProblem } from './journal-copy.ts';
import type { BackupManifest } from './manifest.ts';
import { MANIFEST, readManifest } from './manifest.ts';

/** A restored folder: what the backup held and what was checked. */
export interface Restored {
  readonly backup: BackupManifest;
  readonly says: readonly string[];
}

/**
 * Copies a backup into a data folder that is missing or empty, and checks it. A folder that does not pass is removed
 * again; the error says why. The backup itself is not changed.
 * @throws Error of the file system.
 */
export async function restoreDataFolder(backup: string, dir: string): Promise<Result<Restored, string>> {
  const manifest = readManifest(backup);
  if (manifest === undefined)
    return err(`${backup} is not a whole backup: it has no valid ${MANIFEST}, which is written last.`);
  if (!isFree(dir)) return err(`${dir} is not empty. A backup is restored into a new data folder only.`);
  copyTree(backup, dir, (path) => path !== MANIFEST);
  const problems = await problemsOf(dir, manifest);
  if (problems.length > 0) {
    rmSync(dir, { recursive: true, force: true });
    return err(`The backup does not pass its check, so nothing was restored: ${problems.join(' ')}`);
  }
  const says = [...(await checkLedger(dir)).says, ...meaningOf(manifest), ...keysOf(manifest, dir)];
  return ok({ backup: manifest, says });
}

async function problemsOf(dir: string, manifest: BackupManifest): Promise<string[]> {
  const checked = await checkLedger(dir);
  if (!checked.ok) return checked.says;
  for (const name of endedNames(dir)) {
    const ended = await checkLedger(join(periodsFolder(dir), name));
    if (!ended.ok) return ended.says;
  }
  const reader = openLedgerReader(dir);
  try {
    const problem = journalProblem(signerFiles(layoutOf(dir).signerFolder).journal, reader);
    if (problem !== undefined) return [problem];
    return reader.size() === manifest.size
      ? []
      : [`It holds ${reader.size()} records, but ${MANIFEST} names ${manifest.size}.`];
  } finally {
    reader.close();
  }
}

function keysOf({ subjectKeys }: BackupManifest, dir: string): string[] {
  if (subjectKeys)
    return ['The backup holds the keys of persons: what was erased after it was made can be read in it. Erase again.'];
  return [
    `The backup leaves out the keys of persons, so that erasures reach it. Copy subject-keys/ of the lost folder to ${layoutOf(dir).subjectKeys}, or sealed content stays unreadable.`,
  ];
}

function meaningOf({ size, made }: BackupManifest): string[] {
  return [
    `Restored: the log of ${size} records as it was at ${made}.`,
    'If the log had grown after that, those records are lost here and cannot be made again. The restored signer was set back with the log and does not notice.',
    'A witness does: it answers 409 or 422 to a log that does not continue what it cosigned, and `remit ledger head` shows the conflict. An auditor who holds a later checkpoint sees it too.',
    'In that case keep this folder for evidence, start a new log in a new data folder, and say which records are missing. Never run the restored log beside the old one: both would sign, and that is a fork.',
  ];
}
