/** Files that survive a power cut: see files/durable.ts of the ledger for the order of steps. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

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
