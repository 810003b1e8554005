/** One of two holdings of a log that are compared: the operator's own records, a copy in a folder, or what is served at an address. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { decodeEntryBundle, TILE_WIDTH } from '@remit/tlog';
import { tileFolder } from '../publish/tile-folder.ts';
import type { LedgerReader } from '../types.ts';
import { copyFolder } from '../witness/mirror/copies.ts';
import { readPublished } from '../witness/mirror/read-published.ts';

/** A holding. `note`: its newest signed head; undefined when it shows none. */
export interface LogSide {
  readonly name: string;
  readonly note: string | undefined;
  /** Records that it claims to hold; undefined: as many as its head says. */
  readonly size: number | undefined;
  /** The first `width` entries of bundle `n`, or as many as there are. */
  bundle(n: number, width: number): Promise<readonly Uint8Array[]>;
}

/** The records of a data folder. */
export function ledgerSide(reader: LedgerReader): LogSide {
  return {
    name: 'the log',
    note: reader.latestCheckpoint()?.note,
    size: reader.size(),
    bundle(n, width) {
      const first = n * TILE_WIDTH;
      return Promise.resolve(Array.from(reader.entries(first, first + width), ({ entry }) => Uint8Array.from(entry)));
    },
  };
}

/** A copy: the folder of a mirror, or one with `checkpoint` and `tile/` in it. Undefined when there is none. */
export function folderSide(dir: string, origin: string | undefined): LogSide | undefined {
  const root = existsSync(join(dir, 'checkpoint')) || origin === undefined ? dir : copyFolder(dir, origin);
  const folder = tileFolder(root);
  const note = folder.readCheckpoint();
  if (note === undefined) return undefined;
  return {
    name: 'the copy',
    note,
    size: undefined,
    bundle: bundles((tile) => Promise.resolve(folder.readExact(tile))),
  };
}

/** What is served at an address. Rejects when it does not answer. */
export async function servedSide(url: string): Promise<LogSide> {
  const log = readPublished(url);
  return { name: url, note: await log.checkpoint(), size: undefined, bundle: bundles(log.tile) };
}

type ReadBundle = (tile: { level: 'entries'; n: number; width: number }) => Promise<Uint8Array | undefined>;

/** A partial bundle may have been replaced by the full one. */
function bundles(read: ReadBundle): LogSide['bundle'] {
  return async (n, width) => {
    const exact = await read({ level: 'entries', n, width });
    const bytes = exact ?? (width === TILE_WIDTH ? undefined : await read({ level: 'entries', n, width: TILE_WIDTH }));
    return bytes === undefined ? [] : (decodeEntryBundle(bytes)?.slice(0, width) ?? []);
  };
}
