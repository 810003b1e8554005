/** Where in a bucket a log is published: below the configured prefix, as its table `meta` says. */
import type { Layout } from '../files/layout.ts';
import { TILES_ROW } from '../period/ended-store.ts';
import type { StorePlace } from '../types.ts';
import { openReads } from './open-reads.ts';

/** Empty for a log that goes on from no other. @throws what openReads throws. */
export function tilesPrefix(layout: Layout, store: StorePlace): string {
  const { db, release } = openReads(layout, store);
  try {
    return db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?').get(TILES_ROW)?.value ?? '';
  } finally {
    release();
  }
}
