/** Public content named by its SHA-256: scope files, tool definitions. One file each, never changed. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, toHex } from '@remit/core';
import type { Blobs } from '@remit/record';
import { writeDurablyAsync } from './durable.ts';

const DIGEST = /^[0-9a-f]{64}$/;

/** The blobs in a folder. `put` resolves with the lowercase hex digest when file and folder are fsynced. */
export function createBlobs(folder: string): Blobs {
  return {
    async put(bytes) {
      const digest = toHex(sha256(bytes));
      // A stored file counts only when it still has its digest; a damaged one is replaced.
      if (readBlob(folder, digest) === undefined)
        await writeDurablyAsync(pathOf(folder, digest), bytes, `.${randomBytes(6).toString('hex')}.tmp`);
      return digest;
    },
    get: (digest) => Promise.resolve(readBlob(folder, digest)),
  };
}

/** The content with this digest; undefined when there is no such file or its bytes have another digest. */
export function readBlob(folder: string, digest: string): Uint8Array | undefined {
  // Threat: a digest from outside must not become a path of its own.
  if (!DIGEST.test(digest)) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(pathOf(folder, digest));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return toHex(sha256(bytes)) === digest ? bytes : undefined;
}

function pathOf(folder: string, digest: string): string {
  return join(folder, digest.slice(0, 2), digest);
}
