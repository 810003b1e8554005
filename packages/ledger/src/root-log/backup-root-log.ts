/** A backup of a root log: the log as any other, and what it recorded of each region, without which it would take a second past. */
import type { Clock, Result } from '@remit/core';
import { backupDataFolder } from '../backup/backup-folder.ts';
import type { BackupManifest } from '../backup/manifest.ts';
import { REGIONS_FOLDER } from './start-root-log.ts';

/** Makes it, beside the running root log or without one. `restoreDataFolder` makes a folder of it again. */
export function backupRootLog(input: {
  readonly dir: string;
  readonly out: string;
  readonly software: string;
  readonly clock: Clock;
}): Promise<Result<BackupManifest, string>> {
  // The lock is not copied; files under way are not whole.
  const wanted = (path: string) => !path.includes('lock.sqlite') && !path.endsWith('.tmp');
  const folders = [{ name: REGIONS_FOLDER, wanted }];
  return backupDataFolder({ ...input, databases: [], files: [], folders, vault: false });
}
