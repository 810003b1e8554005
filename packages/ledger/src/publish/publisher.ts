/**
 * Publishes signed checkpoints: tiles first, then the checkpoint file, then the note in the database, each durable
 * before the next, so that a checkpoint that anyone can see has its tiles.
 *
 * Invariant: a checkpoint is published only when the tiles give its root. The tiles come from the database, the root
 * from the signer's journal; a difference means that the database was changed under the running process.
 */
import type { Result } from '@remit/core';
import { equalBytes, err, ok } from '@remit/core';
import type { TileRef } from '@remit/tlog';
import { hashReaderFromTiles, parseCheckpoint, parseNote, tilesForGrowth, treeRoot } from '@remit/tlog';
import type { ReadEntries, TileRoots } from './tile-content.ts';
import { tileContent, tilesOf } from './tile-content.ts';
import type { TileFolder } from './tile-folder.ts';

/** Entries of one bundle, hashes of one tile (C2SP tlog-tiles). */
const TILE_WIDTH = 256;

/** Where published notes are kept. */
export interface CheckpointStore {
  putCheckpoint(size: number, note: string, cosigners: number): void;
  checkpointSizes(): number[];
  checkpointAt(size: number): string | undefined;
}

/** Publishes one log. Calls must not overlap. */
export interface Publisher {
  /** Size of the newest published checkpoint; 0 before the first. */
  readonly size: number;
  /** Its note with the cosignatures held. */
  readonly note: string | undefined;
  /** Checks the folder against the database up to the newest checkpoint and writes what is missing or torn. Returns what it did, in words. */
  repair(newest: { size: number; note: string } | undefined): Promise<Result<readonly string[], string>>;
  /** Throws when the folder cannot be written (try again later); the error value means that records and signature disagree. */
  publish(size: number, note: string): Promise<Result<void, string>>;
  /** Stores a note that gained cosignatures and shows it when it is still the newest. */
  cosigned(size: number, note: string, cosigners: number): Promise<void>;
}

/** Entries `first` to `end` (exclusive) in order, without holding up what else the process does. */
export type FetchEntries = (first: number, end: number) => Promise<readonly { readonly entry: Uint8Array }[]>;

/**
 * A publisher over a folder, the log's entries and the checkpoint table. `fetchEntries`: how what was appended is read
 * once a second; default: as `readEntries`.
 */
export function createPublisher(deps: {
  folder: TileFolder;
  readEntries: ReadEntries;
  fetchEntries?: FetchEntries;
  checkpoints: CheckpointStore;
}): Publisher {
  const { folder, checkpoints } = deps;
  let size = 0;
  let note: string | undefined;

  // Of the tiles that this process has seen or written; the repair at start reads every tile anew.
  const roots: TileRoots = new Map();
  const contentOf = (tile: TileRef, known?: TileRoots) => tileContent(tile, deps.readEntries, folder.readHashes, known);
  const fetchEntries: FetchEntries =
    deps.fetchEntries ?? ((first, end) => Promise.resolve([...deps.readEntries(first, end)]));

  const grow = async (from: number, to: number) => {
    for (const tile of tilesForGrowth(from, to)) {
      // Written with the bundle of the same entries, which are read once.
      if (tile.level === 0) continue;
      if (tile.level !== 'entries') {
        await folder.write(tile, contentOf(tile, roots));
        continue;
      }
      const first = tile.n * TILE_WIDTH;
      const entries = await fetchEntries(first, first + tile.width);
      for (const both of [tile, { ...tile, level: 0 }])
        await folder.write(
          both,
          tileContent(both, () => entries, folder.readHashes),
        );
    }
  };

  const checkRoot = (upTo: number, signed: string): Result<void, string> => {
    const parsed = parseNote(signed);
    const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
    if (!checkpoint.ok || checkpoint.value.size !== upTo) return err('The signer returned no checkpoint of its size.');
    const root = treeRoot(upTo, hashReaderFromTiles(folder.readHashes, upTo));
    return equalBytes(root, checkpoint.value.root)
      ? ok(undefined)
      : err(`The records in the database do not give the root that the signer signed at size ${upTo}.`);
  };

  const show = async (newSize: number, signed: string) => {
    // A stored note of the same size may hold cosignatures already.
    const held = checkpoints.checkpointAt(newSize) ?? signed;
    await folder.writeCheckpoint(held);
    checkpoints.putCheckpoint(newSize, held, 0);
    size = newSize;
    note = held;
  };

  return {
    get size() {
      return size;
    },
    get note() {
      return note;
    },
    async repair(newest) {
      if (newest === undefined) return ok([]);
      const sizes = checkpoints.checkpointSizes().filter((at) => at < newest.size);
      let written = 0;
      for (const tile of tilesOf(newest.size, [...sizes, newest.size])) {
        const content = contentOf(tile);
        const there = folder.readExact(tile);
        if (there !== undefined && equalBytes(there, content)) continue;
        await folder.write(tile, content);
        written += 1;
      }
      const checked = checkRoot(newest.size, newest.note);
      if (!checked.ok) return checked;
      await show(newest.size, newest.note);
      return ok(written === 0 ? [] : [`${written} missing or damaged tile files were written from the database.`]);
    },
    async publish(newSize, signed) {
      if (newSize > size) {
        await grow(size, newSize);
        const checked = checkRoot(newSize, signed);
        if (!checked.ok) return checked;
      }
      await show(newSize, signed);
      return ok(undefined);
    },
    async cosigned(at, withCosignatures, cosigners) {
      checkpoints.putCheckpoint(at, withCosignatures, cosigners);
      if (at !== size) return;
      note = withCosignatures;
      await folder.writeCheckpoint(withCosignatures);
    },
  };
}
