/** Ended logs in a backup. Nothing but an erasure is ever added to them. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { layoutOf } from '../files/layout.ts';
import { periodsFolder } from '../period/log-folders.ts';
import { copyDatabase, copyTree } from './copy-files.ts';

/** Copies every ended log of a data folder. Locks, sockets and what is being begun are left out. */
export async function copyEndedLogs(dir: string, out: string): Promise<void> {
  for (const name of endedNames(dir)) {
    const [from, to] = [join(periodsFolder(dir), name), join(periodsFolder(out), name)];
    await copyDatabase(layoutOf(from).database, layoutOf(to).database);
    for (const part of [layoutOf(from).logFolder, layoutOf(from).signerFolder, layoutOf(from).evidenceFolder])
      if (existsSync(part))
        copyTree(part, join(to, basename(part)), (path) => !/(?:^|\/)lock\.sqlite|\.tmp$/.test(path));
  }
}

/** Folder names of the ended logs. */
export function endedNames(dir: string): string[] {
  const folder = periodsFolder(dir);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name !== 'next' && existsSync(layoutOf(join(folder, name)).database));
}
