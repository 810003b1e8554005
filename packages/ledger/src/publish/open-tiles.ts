/** The published log and the public blobs, where the configuration keeps them. */
import { createBlobs, readBlob } from '../files/blobs.ts';
import type { Layout } from '../files/layout.ts';
import { tilesPrefix } from '../reader/tiles-prefix.ts';
import type { StorePlace } from '../types.ts';
import { blobBucket } from './blob-bucket.ts';
import type { OpenBlobs } from './open-blobs.ts';
import { type TileBucket, tileBucket } from './tile-bucket.ts';
import { tileFolder } from './tile-folder.ts';

/** The published log, to be closed. Throws when the log's rows, which say where it is in a bucket, cannot be reached. */
export function openTiles(layout: Layout, store: StorePlace | undefined): TileBucket {
  if (store?.tiles !== undefined)
    return tileBucket({ ...store.tiles, prefix: store.tiles.prefix + tilesPrefix(layout, store) });
  return { ...tileFolder(layout.logFolder), close() {} };
}

/** The blobs of a data folder or of its bucket; all logs of a folder share them. */
export function openBlobs(layout: Layout, store: StorePlace | undefined): OpenBlobs {
  if (store?.tiles !== undefined) return blobBucket(store.tiles);
  return { ...createBlobs(layout.blobFolder), read: (digest) => readBlob(layout.blobFolder, digest), close() {} };
}
