/** Files that survive a power cut: see files/durable.ts of the ledger for the order of steps. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';

/** Creates a folder and its parents with mode 0700, each of them durable. */
export function makeFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  let at = dirname(first);
  syncFolder(at);
  for (const part of relative(at, path).split(sep).slice(0, -1)) {
    at = `${at}${sep}${part}`;
    syncFolder(at);
  }
}

/** Makes a folder's entries durable. */
export function syncFolder(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Writes a whole file durably under another name and renames it. Mode 0600. */
export function writeFileDurably(path: string, bytes: Uint8Array): void {
  const draft = `${path}.tmp`;
  const file = openFileWriter(draft);
  file.write(bytes);
  file.close();
  renameSync(draft, path);
  syncFolder(dirname(path));
}

/** A file that only grows. */
export interface FileWriter {
  /** Bytes written so far. */
  readonly length: number;
  write(bytes: Uint8Array): void;
  /** Makes the file durable and closes it. */
  close(): void;
  /** Closes it as it is. */
  abandon(): void;
}

/** A new file of mode 0600; throws when it exists. */
export function openFileWriter(path: string): FileWriter {
  const handle = openSync(path, 'w', 0o600);
  let length = 0;
  return {
    get length() {
      return length;
    },
    write(bytes) {
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      length += bytes.length;
    },
    close() {
      fsyncSync(handle);
      closeSync(handle);
    },
    abandon: () => closeSync(handle),
  };
}
