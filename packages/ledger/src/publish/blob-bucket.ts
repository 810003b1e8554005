/** Public blobs in an S3-compatible bucket, named by their SHA-256 and never changed. */
import { sha256, toHex } from '@remit/core';
import { type BlockingThread, blockingThread } from '../blocking/blocking-thread.ts';
import type { OpenBlobs } from './open-blobs.ts';
import { type BucketPlace, s3Objects } from './s3-objects.ts';

const DIGEST = /^[0-9a-f]{64}$/;

/** Opens nothing yet. */
export function blobBucket(place: BucketPlace): OpenBlobs {
  const objects = s3Objects(place);
  let reads: BlockingThread | undefined;
  const matching = (bytes: Uint8Array | undefined, digest: string) =>
    bytes !== undefined && toHex(sha256(bytes)) === digest ? bytes : undefined;
  return {
    async put(bytes) {
      const digest = toHex(sha256(bytes));
      const key = keyOf(digest);
      const options = { type: 'application/octet-stream', cache: 'private, max-age=31536000, immutable' };
      const put = await objects.put(key, bytes, { ...options, unless: 'present' });
      if (put.kind === 'stored') return digest;
      // A stored object counts only when it still has its digest; a damaged one is replaced.
      const there = await objects.get(key);
      if (matching(there?.bytes, digest) === undefined)
        await objects.put(key, bytes, { ...options, ...(there === undefined ? {} : { onlyOver: there.tag }) });
      return digest;
    },
    async get(digest) {
      if (!DIGEST.test(digest)) return undefined;
      return matching((await objects.get(keyOf(digest)))?.bytes, digest);
    },
    read(digest) {
      // Threat: a digest from outside must not become a key of its own.
      if (!DIGEST.test(digest)) return undefined;
      reads ??= blockingThread('publish/bucket-worker.js', place);
      // The thread answers bytes or undefined.
      return matching(reads.ask(keyOf(digest)) as Uint8Array | undefined, digest);
    },
    close() {
      reads?.close();
      objects.close();
    },
  };
}

function keyOf(digest: string): string {
  return `blobs/${digest.slice(0, 2)}/${digest}`;
}
