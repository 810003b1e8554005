/** The read side of a data folder: works beside a running server and on a folder at rest, and changes nothing in it. */
import type { KeyWrapper } from '@remit/secrets';
import { keyWrapper, loadKeyFile } from '@remit/secrets';
import { hashReaderFromTiles } from '@remit/tlog';
import { layoutOf } from '../files/layout.ts';
import { openBlobs, openTiles } from '../publish/open-tiles.ts';
import { tileContent } from '../publish/tile-content.ts';
import type { LedgerReader, StorePlace } from '../types.ts';
import { readSubjectKeys } from '../vault/subject-key-file.ts';
import { createEntryReader } from './entry-reader.ts';
import { openReads, subjectKeysOf } from './open-reads.ts';
import { createVaultReader } from './vault-reader.ts';

/** A wrapper for a folder without a vault key: nothing can be decrypted. */
const noKey: KeyWrapper = {
  wrap: () => {
    throw new Error('there is no vault key');
  },
  unwrap: () => undefined,
};

/**
 * Opens the ledger of a data folder for reading. Needs no running server. `store`: where its rows are; default SQLite in
 * the folder.
 * @throws LedgerError `ledger.folder-missing` or `ledger.schema-version`; Error when PostgreSQL does not answer.
 */
export function openLedgerReader(dir: string, store?: StorePlace): LedgerReader {
  const layout = layoutOf(dir);
  const { db, release } = openReads(layout, store);
  const key = loadKeyFile(layout.vaultKey);
  const entries = createEntryReader(db);
  const keys = readSubjectKeys(subjectKeysOf(layout, store));
  const vault = createVaultReader(db, key === undefined ? noKey : keyWrapper(key), keys);
  const folder = openTiles(layout, store);
  const blobs = openBlobs(layout, store);
  return {
    ...entries,
    ...vault,
    blob: (digest) => blobs.read(digest),
    // Tile files first; what is not published is computed from the entries.
    hashReader: (size) =>
      hashReaderFromTiles(
        (tile) => folder.readHashes(tile) ?? tileContent(tile, entries.entries, folder.readHashes),
        size,
      ),
    close() {
      release();
      keys.close();
      folder.close();
      blobs.close();
    },
  };
}
