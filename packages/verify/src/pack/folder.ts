/** Opens an unpacked pack: a folder of regular files, read once. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileContent } from './file-content.ts';
import { digestOf } from './file-content.ts';
import { createHolder } from './hold-bundles.ts';
import { packFiles } from './pack-files.ts';
import { packPathProblem, packPathProblems, printable } from './pack-path.ts';
import type { PackLimits, PackSource } from './pack-source.ts';
import { defaultLimits } from './pack-source.ts';

interface Walk {
  readonly limits: PackLimits;
  readonly files: [string, FileContent][];
  readonly problems: string[];
  readonly hold: ReturnType<typeof createHolder>;
  bytes: number;
}

/**
 * Opens a folder. Links, devices and names that packs do not use are problems, never followed. Never throws for what
 * the folder holds; throws when the folder itself cannot be read.
 */
export function openPackFolder(path: string, limits: PackLimits = defaultLimits): PackSource {
  const walk: Walk = { limits, files: [], problems: [], hold: createHolder(), bytes: 0 };
  walkFolder(walk, path, '');
  walk.problems.push(...packPathProblems(walk.files.map(([name]) => name)));
  const files = packFiles(walk.files.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  return { kind: 'folder', files, problems: walk.problems };
}

function walkFolder(walk: Walk, root: string, prefix: string): void {
  for (const name of readdirSync(join(root, prefix)).sort()) {
    if (walk.problems.length > 100) return;
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const problem = packPathProblem(path);
    if (problem !== undefined) walk.problems.push(`${printable(path)}: ${problem}`);
    else visit(walk, root, path);
  }
}

function visit(walk: Walk, root: string, path: string): void {
  const stat = lstatSync(join(root, path));
  if (stat.isDirectory()) return walkFolder(walk, root, path);
  if (!stat.isFile()) {
    walk.problems.push(`${printable(path)}: is a link or a device, not a file`);
    return;
  }
  walk.bytes += stat.size;
  if (
    stat.size > walk.limits.fileBytes ||
    walk.bytes > walk.limits.totalBytes ||
    walk.files.length >= walk.limits.files
  ) {
    walk.problems.push(`${printable(path)}: the folder is larger than the limits of this verifier`);
    return;
  }
  walk.files.push([path, readHeld(walk, join(root, path), path)]);
}

// Threat: a file that changes between two readings. What is read again must be what was read first.
function readHeld({ hold }: Walk, file: string, path: string): FileContent {
  const read = () => new Uint8Array(readFileSync(file));
  const held: FileContent = hold(path, read(), () => {
    const bytes = read();
    if (digestOf(bytes) !== digestOf(held)) throw new Error('a file of the folder changed while it was verified');
    return bytes;
  });
  return held;
}
