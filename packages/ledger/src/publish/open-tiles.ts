/** The published log and the public blobs, where the configuration keeps them. */
import type { Blobs } from '@remit/record';
import { createBlobs, readBlob } from '../files/blobs.ts';
import type { Layout } from '../files/layout.ts';
import type { StorePlace } from '../types.ts';
import { blobBucket } from './blob-bucket.ts';
import { type TileBucket, tileBucket } from './tile-bucket.ts';
import { tileFolder } from './tile-folder.ts';

/** The published log, to be closed. */
export function openTiles(layout: Layout, store: StorePlace | undefined): TileBucket {
  if (store?.tiles !== undefined) return tileBucket(store.tiles);
  return { ...tileFolder(layout.logFolder), close() {} };
}

/** Blobs to write and to read at once, to be closed. */
export interface OpenBlobs extends Blobs {
  /** The content with this digest; undefined when it is missing or damaged. */
  read(digest: string): Uint8Array | undefined;
  close(): void;
}

/** The blobs of a data folder or of its bucket. */
export function openBlobs(layout: Layout, store: StorePlace | undefined): OpenBlobs {
  if (store?.tiles !== undefined) return blobBucket(store.tiles);
  return { ...createBlobs(layout.blobFolder), read: (digest) => readBlob(layout.blobFolder, digest), close() {} };
}
