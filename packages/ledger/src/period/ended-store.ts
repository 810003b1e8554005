/**
 * Where the parts of an ended log lie that are not in its folder: rows in a schema of their own, tiles in the bucket where
 * they were published. A log says itself where its tiles are, in its table `meta`: a bucket cannot rename what it holds.
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { layoutOf } from '../files/layout.ts';
import { endedSchema, inSchema } from '../postgres/log-schema.ts';
import type { StorePlace } from '../types.ts';
import { endedFolderName } from './folder-name.ts';

/** The place of an ended log, from that of the log in use. `dir`: its folder below `periods/`. */
export function endedStore(dir: string, store: StorePlace): StorePlace;
export function endedStore(dir: string, store: StorePlace | undefined): StorePlace | undefined;
export function endedStore(dir: string, store: StorePlace | undefined): StorePlace | undefined {
  if (store?.kind !== 'postgres') return store;
  // Ended before the log moved to PostgreSQL: it stays what it was.
  if (existsSync(layoutOf(dir).database))
    return { kind: 'sqlite', ...(store.tiles === undefined ? {} : { tiles: store.tiles }) };
  return { ...store, url: inSchema(store.url, endedSchema(basename(dir))) };
}

/** Key of the row in `meta` that says where below the bucket's prefix the tiles of a log lie; no row: at the prefix. */
export const TILES_ROW = 'tiles';

/** Where the tiles of a log that goes on from another are published. */
export function tilesBelow(origin: string): string {
  return `logs/${endedFolderName(origin)}/`;
}
