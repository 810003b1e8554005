/** A folder that somebody else writes to: which of its files are whole and may be ingested now. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { collectObjects } from '../read/collect-objects.ts';

/** A file that did not change for a while. */
export interface SettledFile {
  readonly name: string;
  readonly path: string;
  /** What is followed: the file's place, and what tells its content from an earlier one. */
  readonly followed: { readonly place: string; readonly tag: string };
}

/** Looks at a folder again and again. */
export interface FolderFollower {
  /** Files that are whole, by name. `now` in milliseconds. Throws when the folder cannot be read. */
  poll(now: number): SettledFile[];
}

/** A file counts as whole when it did not change since the poll before, or for `quietMs` (default 60 s). */
export function followFolder(dir: string, quietMs = 60_000): FolderFollower {
  let before = new Map<string, string>();
  return {
    poll(now) {
      const tags = new Map<string, string>();
      const settled: SettledFile[] = [];
      for (const { name, path } of collectObjects(dir)) {
        const stat = statSync(path, { throwIfNoEntry: false });
        if (stat === undefined) continue;
        const tag = `${stat.size} ${Math.floor(stat.mtimeMs)}`;
        tags.set(path, tag);
        if (before.get(path) === tag || now - stat.mtimeMs >= quietMs)
          settled.push({ name, path, followed: { place: resolve(path), tag } });
      }
      before = tags;
      return settled;
    },
  };
}
