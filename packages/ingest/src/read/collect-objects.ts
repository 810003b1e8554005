/** The objects of a path: a file, or all files below a folder by rising name. */
import { readdirSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { isOfDigest } from '../cloudtrail-digest/index.ts';
import type { ReceivedObject } from './received-object.ts';

/** What S3 says of an object, beside it: no log, see the check of digests. */
const SIDECAR = '.metadata.json';

/**
 * A file is named by its last part, a file of a folder by its path below that folder, with `/`. Names that start with a
 * dot are passed over, and so is what is neither file nor folder, and digests of CloudTrail, which hold no events. Links to files are followed, links to folders are not.
 * @throws Error of the file system for a path that is not there.
 */
export function collectObjects(path: string): ReceivedObject[] {
  if (!statSync(path).isDirectory()) return [{ name: basename(path), path }];
  const found: ReceivedObject[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const at = join(folder, entry.name);
      if (entry.isDirectory()) walk(at);
      else if (isOfDigest(at.split(sep).join('/'))) continue;
      else if (entry.isFile() || (entry.isSymbolicLink() && statSync(at, { throwIfNoEntry: false })?.isFile() === true))
        found.push({ name: relative(path, at).split(sep).join('/'), path: at });
    }
  };
  walk(path);
  const names = new Set(found.map(({ name }) => name));
  return found
    .filter(({ name }) => !(name.endsWith(SIDECAR) && names.has(name.slice(0, -SIDECAR.length))))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
