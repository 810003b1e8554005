/** Puts the files of a report into a folder, whole or not at all, and never over what is there. */
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Files by suffix, `''` for the pack, `-redacted` for its variant: each in pieces, which are written one after the other. */
export type PackParts = ReadonlyMap<string, Iterable<Uint8Array>>;

/** Writes the files beside where they go, durable; `path` ends in `.zip`. Answers where they go, the pack first. */
export function preparePack(path: string, files: PackParts): string[] {
  mkdirSync(dirname(path), { recursive: true });
  const named = [...files].map(([suffix, pieces]) => [path.replace(/\.zip$/, `${suffix}.zip`), pieces] as const);
  for (const [to, pieces] of named) writePart(to, pieces);
  return named.map(([to]) => to);
}

/** Gives prepared files their names. A name that is taken is left alone. */
export function publishPack(paths: readonly string[]): void {
  // The pack last: while it is missing, the report is made again.
  for (const path of paths.toReversed()) {
    try {
      // link fails when the name is taken: nothing is ever replaced.
      if (!existsSync(path)) linkSync(partOf(path), path);
    } finally {
      unlinkSync(partOf(path));
    }
  }
}

/** A crash leaves only this file, which the next attempt replaces. */
function partOf(path: string): string {
  return `${path}.part`;
}

function writePart(path: string, pieces: Iterable<Uint8Array>): void {
  const file = openSync(partOf(path), 'w', 0o600);
  try {
    for (const piece of pieces) for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
