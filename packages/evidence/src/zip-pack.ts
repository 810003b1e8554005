/** Writes a pack as a zip archive, byte for byte the same for the same files. */
import type { Zippable } from 'fflate';
import { zipSync } from 'fflate';
import { evidenceError } from './errors.ts';

const MAX_FILES = 65_534;

/**
 * The archive: files in path order, deflated, all with the time 1980-01-01 00:00 (the earliest a zip can hold).
 * @throws RemitError `evidence.too-many-files`
 */
export function zipPack(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  if (files.size > MAX_FILES) throw evidenceError('evidence.too-many-files', String(files.size));
  // The zip format holds local time without a zone; building the date from local parts gives the same bytes everywhere.
  const mtime = new Date(1980, 0, 1);
  const entries: Zippable = {};
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    entries[path] = [bytes, { mtime, level: 6 }];
  return zipSync(entries);
}
