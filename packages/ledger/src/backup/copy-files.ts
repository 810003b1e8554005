/** Copies of files, folders and databases that survive a power cut and that only the owner can read. */
import { chmodSync, closeSync, copyFileSync, fsyncSync, lstatSync, openSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { closeAfterWriting } from '../db/open-database.ts';
import { fsyncFolder, makeFolder } from '../files/durable.ts';

/** Copies one file. The parent folders are made. Mode 0600. */
export function copyFile(from: string, to: string): void {
  makeFolder(dirname(to));
  copyFileSync(from, to);
  chmodSync(to, 0o600);
  const handle = openSync(to, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  fsyncFolder(dirname(to));
}

/**
 * Copies what lies below a folder, except what `wanted` refuses by their path below it.
 * @throws Error for anything that is neither file nor folder: a link could lead out of it.
 */
export function copyTree(from: string, to: string, wanted: (path: string) => boolean, below = ''): void {
  makeFolder(join(to, below));
  for (const name of readdirSync(join(from, below))) {
    const path = join(below, name);
    // Asked first: a file that is not wanted may be a draft that is renamed away at this moment.
    if (!wanted(path)) continue;
    const kind = lstatSync(join(from, path));
    if (kind.isDirectory()) copyTree(from, to, wanted, path);
    else if (!kind.isFile()) throw new Error(`${join(from, path)} is neither a file nor a folder`);
    else copyFile(join(from, path), join(to, path));
  }
}

/** Pages in one step: all, because each commit between two steps would start the copy again. */
const ALL_PAGES = 0x7fffffff;

/** Copies a SQLite database as of one moment, while others write to it, into one plain file. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  makeFolder(dirname(to));
  const source = new Database(from, { readonly: true, fileMustExist: true });
  try {
    await source.backup(to, { progress: () => ALL_PAGES });
  } finally {
    source.close();
  }
  chmodSync(to, 0o600);
  // The copy says WAL like its source; a plain file needs no side files to be read.
  closeAfterWriting(new Database(to));
  fsyncFolder(dirname(to));
}
