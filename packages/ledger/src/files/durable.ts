/**
 * Files that survive a power cut: write under another name, fsync, rename, fsync the folder.
 *
 * Invariant: a reader sees the old content or the new one, never a part. Each path has one writer at a time.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';

/** Creates a folder and its parents with mode 0700 and fsyncs every folder that gained an entry. */
export function makeFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (const folder of gained(first, path)) fsyncFolder(folder);
}

/** Makes a folder's entries durable. */
export function fsyncFolder(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Replaces `path` by `bytes` durably. Mode 0600. The folder must exist. Blocks until it is on disk. */
export function writeDurably(path: string, bytes: Uint8Array): void {
  const draft = `${path}.tmp`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeAll(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, path);
  fsyncFolder(dirname(path));
}

/** Writes all bytes at the file's position; `write` may take fewer than it is given. */
export function writeAll(handle: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) at += writeSync(handle, bytes, at);
}

/** {@link writeDurably} off the event loop. Creates the folder when it is missing. `draftSuffix` keeps parallel writers apart. */
export async function writeDurablyAsync(path: string, bytes: Uint8Array, draftSuffix = '.tmp'): Promise<void> {
  const folder = dirname(path);
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}${draftSuffix}`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
  await fsyncFolderAsync(folder);
  if (first !== undefined) for (const parent of gained(first, folder)) await fsyncFolderAsync(parent);
}

async function fsyncFolderAsync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The folders that gained an entry when everything from `first` down to `path` was created. */
function gained(first: string, path: string): string[] {
  const folders = [dirname(first)];
  let at = first;
  for (const part of relative(first, path)
    .split(sep)
    .filter((p) => p !== '')) {
    folders.push(at);
    at = `${at}${sep}${part}`;
  }
  return folders;
}
