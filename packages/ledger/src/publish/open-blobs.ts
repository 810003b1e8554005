import type { Blobs } from '@remit/record';

/** Blobs to write and to read at once, to be closed. */
export interface OpenBlobs extends Blobs {
  /** The content with this digest; undefined when it is missing or damaged. */
  read(digest: string): Uint8Array | undefined;
  close(): void;
}
