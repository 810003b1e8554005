/** Folders for objects on their way in. Each names the process that made it, so that what a killed one left can be told apart. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const PREFIX = '.spool-';
/** Folders without the number of a process come from an earlier version. */
const OLD_MS = 24 * 3_600_000;

/** Makes a folder below `ingest/` of a data folder, for this process. */
export function makeSpool(ingestFolder: string): string {
  mkdirSync(ingestFolder, { recursive: true, mode: 0o700 });
  return mkdtempSync(join(ingestFolder, `${PREFIX}${process.pid}-`));
}

/** Removes what processes that are gone have left. Answers how many folders. `now`: milliseconds since the epoch. */
export function cleanSpools(ingestFolder: string, now: number): number {
  const left = namesIn(ingestFolder).filter((name) => name.startsWith(PREFIX) && isLeft(join(ingestFolder, name), now));
  for (const name of left) rmSync(join(ingestFolder, name), { recursive: true, force: true });
  return left.length;
}

function isLeft(path: string, now: number): boolean {
  const pid = /\.spool-(\d+)-[^-]*$/.exec(path)?.[1];
  if (pid !== undefined) return !runs(Number(pid));
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && now - stat.mtimeMs > OLD_MS;
}

/** True also for processes of other users: signal 0 is then refused, not unheard. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No data folder yet, or none that can be read: nothing was left there.
    return [];
  }
}
