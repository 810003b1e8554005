/**
 * The published log in an S3-compatible bucket, in the layout of tile-folder.ts. Tiles are written where nothing lies yet:
 * one that is there already must hold the same bytes, or somebody else writes here. The checkpoint replaces only the one
 * that was read last, and only a smaller one: a sequencer that was replaced cannot set it back.
 */
import { equalBytes } from '@remit/core';
import { parseCheckpoint, parseNote, type TileRef, tilePath } from '@remit/tlog';
import { blockingThread } from '../blocking/blocking-thread.ts';
import { type BucketPlace, s3Objects } from './s3-objects.ts';
import type { TileFolder } from './tile-folder.ts';

const FULL = 256;
const HASH = 32;
/** Tiles in memory: the right edge of the tree, which each publication reads, and some more. */
const MAX_CACHED = 64;
/** An object whose only use is that it cannot be written twice. */
const PROBE = 'conditional-writes';
const IMMUTABLE = 'public, max-age=31536000, immutable';
/** C2SP tlog-tiles: a few seconds. */
const FRESH = 'public, max-age=2';

/** The bucket as a published folder. `close` ends its connections. */
export interface TileBucket extends TileFolder {
  close(): void;
}

/** Opens nothing yet. */
export function tileBucket(place: BucketPlace): TileBucket {
  const objects = s3Objects(place);
  const reads = blockingThread('publish/bucket-worker.js', place);
  const cache = new Map<string, Uint8Array>();
  const remember = (key: string, bytes: Uint8Array) => {
    cache.delete(key);
    cache.set(key, bytes);
    const oldest = cache.size > MAX_CACHED ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
  };
  const read = (tile: TileRef): Uint8Array | undefined => {
    const key = tilePath(tile);
    const held = cache.get(key);
    if (held !== undefined) return held;
    // The thread answers bytes or undefined.
    const found = reads.ask(key) as Uint8Array | undefined;
    if (found !== undefined) remember(key, found);
    return found;
  };
  let checkpointTag: string | undefined;
  let proved = false;
  // Threat: a service that does not know conditions answers 200 and writes over what must never change.
  const proveConditions = async () => {
    if (proved) return;
    const options = { type: 'text/plain', cache: 'no-store', unless: 'present' as const };
    await objects.put(PROBE, Buffer.from('remit\n'), options);
    const again = await objects.put(PROBE, Buffer.from('remit\n'), options);
    if (again.kind !== 'taken')
      throw new Error('The bucket ignores conditions of writes (If-None-Match). Use a service that honours them.');
    proved = true;
  };

  return {
    readExact: read,
    readHashes(tile) {
      const exact = read(tile);
      if (exact?.length === tile.width * HASH) return exact;
      const full = tile.width === FULL ? undefined : read({ ...tile, width: FULL });
      return full?.length === FULL * HASH ? full.subarray(0, tile.width * HASH) : undefined;
    },
    async write(tile, bytes) {
      await proveConditions();
      const key = tilePath(tile);
      const put = await objects.put(key, bytes, {
        type: 'application/octet-stream',
        cache: IMMUTABLE,
        unless: 'present',
      });
      if (put.kind === 'taken') {
        const there = await objects.get(key);
        if (there === undefined) throw new Error(`${key} could not be written and is not there`);
        if (!equalBytes(there.bytes, bytes))
          throw new Error(
            `${key} in the bucket has other content than the log. Somebody else writes there, or it was altered.`,
          );
      }
      remember(key, bytes);
    },
    readCheckpoint() {
      const found = reads.ask('checkpoint') as Uint8Array | undefined;
      return found === undefined ? undefined : Buffer.from(found).toString('utf8');
    },
    async writeCheckpoint(note) {
      const bytes = Buffer.from(note, 'utf8');
      const options = { type: 'text/plain; charset=utf-8', cache: FRESH };
      for (let tries = 0; tries < 3; tries++) {
        const condition = checkpointTag === undefined ? { unless: 'present' as const } : { onlyOver: checkpointTag };
        const put = await objects.put('checkpoint', bytes, { ...options, ...condition });
        if (put.kind === 'stored') {
          checkpointTag = put.tag;
          return;
        }
        const there = await objects.get('checkpoint');
        if (there !== undefined && sizeOf(Buffer.from(there.bytes).toString('utf8')) > sizeOf(note))
          throw new Error('The bucket holds a checkpoint of a larger log: another sequencer publishes there.');
        checkpointTag = there?.tag;
      }
      throw new Error('The checkpoint in the bucket changes under us.');
    },
    close() {
      reads.close();
      objects.close();
    },
  };
}

function sizeOf(note: string): number {
  const parsed = parseNote(note);
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
  return checkpoint.ok ? checkpoint.value.size : 0;
}
