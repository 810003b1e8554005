/**
 * A backup of a data folder while its server runs, such that a server started on it is not refused by its own signer.
 *
 * Records are committed, then journaled by the signer, then signed, then the checkpoint is stored. Copying only the
 * parts one after the other would tear that order apart, so:
 * 1. the signer's state: it signed nothing that the database copied later does not hold;
 * 2. other databases: what they say was recorded first (see the registry), so the log copied later explains them;
 * 3. the ledger database, as of one moment;
 * 4. the signer's journal, cut to the records of that copy. It is read later, so it reaches the newest checkpoint in it;
 * 5. blobs, which are durable before a record names them; tiles of the checkpoints in the copy, none of later ones;
 * 6. folders of the caller, whose content is durable before its record is, such as ingested objects;
 * 7. keys: of the log and of the vault. Those of persons only where they are asked for, or no erasure would reach a backup.
 * Locks and sockets are not copied. Trap: opening lock.sqlite would drop the lock of this very process (folder-lock.ts).
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Result } from '@remit/core';
import { err, ok, rfc3339 } from '@remit/core';
import { makeFolder } from '../files/durable.ts';
import { layoutOf } from '../files/layout.ts';
import { exportToSqlite } from '../migrate/to-sqlite.ts';
import { openTiles } from '../publish/open-tiles.ts';
import type { TileBucket } from '../publish/tile-bucket.ts';
import { tileContent, tilesOf } from '../publish/tile-content.ts';
import { tileFolder } from '../publish/tile-folder.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import { signerFiles } from '../signer/open-folder.ts';
import { INTENT } from '../signer/rotation-folder.ts';
import { KEY_PLACES } from '../signer/signer-keys.ts';
import { readState, writeState } from '../signer/state-file.ts';
import type { LedgerReader, StorePlace } from '../types.ts';
import { copyDatabase, copyFile, copyTree } from './copy-files.ts';
import { copyEndedLogs } from './ended-logs.ts';
import { copyJournal, journalProblem } from './journal-copy.ts';
import type { BackupManifest } from './manifest.ts';
import { writeManifest } from './manifest.ts';

/** What a backup is made of and where it goes. Paths of `databases` and `files` are relative to the data folder. */
export interface BackupInput {
  readonly dir: string;
  /** Missing or empty. */
  readonly out: string;
  /** SQLite databases besides the ledger's. */
  readonly databases: readonly string[];
  /** Small files, where they exist. */
  readonly files: readonly string[];
  /** Folders whose files are durable before a record names them and never change; `wanted` is asked for paths below. */
  readonly folders?: readonly { readonly name: string; readonly wanted: (path: string) => boolean }[];
  /** False: a log that has no vault, as a root log. */
  readonly vault?: false;
  /** True: the keys of persons too. An erasure does not reach such a copy; delete it then. */
  readonly subjectKeys?: true;
  /** Where the rows of the log lie; default: SQLite in the data folder. */
  readonly store?: StorePlace;
  /** Writes what else must be there before the log is copied, such as other databases that do not lie in the folder. */
  readonly before?: () => Promise<void>;
  readonly software: string;
  readonly clock: Clock;
}

/**
 * Makes the backup and checks it as the signer would. The error says why there is none; what was written then stays
 * without a manifest and cannot be restored.
 * @throws Error of the file system or SQLite, such as a full disk.
 */
export async function backupDataFolder(input: BackupInput): Promise<Result<BackupManifest, string>> {
  const { dir, out } = input;
  const [from, to] = [layoutOf(dir), layoutOf(out)];
  if (!isFree(out)) return err(`${out} is not empty. Name a new folder for each backup.`);
  const [signer, signerCopy] = [signerFiles(from.signerFolder), signerFiles(to.signerFolder)];
  const state = readState(signer.state);
  if (!state.ok) return err(`The signer's state cannot be copied: ${state.error}.`);
  if (state.value === undefined)
    return err(
      `${signer.state} is missing. A signer that runs by itself keeps it, and is not copied from here: stop the server and the signer, then copy the data folder, and as the signer's owner its folder. Where the server starts the signer, the data folder is not whole.`,
    );

  for (const name of input.databases) await copyDatabase(join(dir, name), join(out, name));
  makeFolder(out);
  await input.before?.();
  // As SQLite, whatever it is here. Not the signer's fence: what is restored begins anew with SQLite.
  if (input.store?.kind === 'postgres') await exportToSqlite(input.store.url, state.value.origin, to.database);
  else await copyDatabase(from.database, to.database);
  const reader = openLedgerReader(out);
  try {
    const size = reader.size();
    if (existsSync(from.blobFolder)) copyTree(from.blobFolder, to.blobFolder, (path) => !path.endsWith('.tmp'));
    for (const { name, wanted } of input.folders ?? [])
      if (existsSync(join(dir, name))) copyTree(join(dir, name), join(out, name), wanted);
    const signedSize = await writeTiles(reader, openTiles(from, input.store), to.logFolder);
    await copyEndedLogs(dir, out, input.store);
    makeFolder(to.signerFolder);
    copyJournal(signer.journal, signerCopy.journal, size);
    writeState(signerCopy.state, state.value);
    for (const name of readdirSync(from.signerFolder).filter(isKey))
      copyFile(join(from.signerFolder, name), join(to.signerFolder, name));
    if (input.vault !== false) copyFile(from.vaultKey, to.vaultKey);
    if (input.subjectKeys === true && existsSync(from.subjectKeys)) copyFile(from.subjectKeys, to.subjectKeys);
    for (const name of input.files) if (existsSync(join(dir, name))) copyFile(join(dir, name), join(out, name));
    const problem = journalProblem(signerCopy.journal, reader);
    if (problem !== undefined) return err(`The copy does not agree with the signer: ${problem}`);
    const { origin } = state.value;
    const manifest = {
      origin,
      made: rfc3339(input.clock.now()),
      software: input.software,
      size,
      signedSize,
      subjectKeys: input.subjectKeys === true,
    };
    writeManifest(out, manifest);
    return ok(manifest);
  } finally {
    reader.close();
  }
}

/** Keys of the log in files, and the file that says where they lie when one was changed or is in a token or a service. */
const isKey = (name: string) => name.endsWith('.key') || name === KEY_PLACES || name === INTENT;

/** True for a folder that is missing or empty. */
export function isFree(folder: string): boolean {
  return !existsSync(folder) || readdirSync(folder).length === 0;
}

/** Publishes the copied log: published files where they are, computed ones elsewhere. Answers the size of its checkpoint. */
async function writeTiles(reader: LedgerReader, published: TileBucket, to: string): Promise<number> {
  const newest = reader.latestCheckpoint();
  if (newest === undefined) return 0;
  const copy = tileFolder(to);
  const sizes = [...reader.checkpoints()].map(({ size }) => size);
  const readEntries = (first: number, end: number) => reader.entries(first, end);
  for (const tile of tilesOf(newest.size, sizes))
    await copy.write(tile, published.readExact(tile) ?? tileContent(tile, readEntries, copy.readHashes));
  await copy.writeCheckpoint(newest.note);
  published.close();
  return newest.size;
}
