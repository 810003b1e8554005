/**
 * Removes a file after writing random bytes over it. What a copying file system or a flash disk keeps of the old blocks is
 * beyond this: it holds ciphertext whose key was destroyed.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '../store/durable.ts';

const CHUNK = 1 << 20;

/** Overwrites, syncs, removes, syncs the folder. */
export function overwriteAndRemove(path: string): void {
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    for (let at = 0; at < size; )
      at += writeSync(file, randomBytes(Math.min(CHUNK, size - at)), undefined, undefined, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  rmSync(path);
  syncFolder(dirname(path));
}
