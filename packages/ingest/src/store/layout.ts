/** Where ingested objects lie in a data folder. One place, so that writer, reader and tests agree. */
import { join } from 'node:path';

/** Names inside the folder of one batch. */
export const FILES = {
  /** Leaf texts in order, one a line: the leaf bytes are the line without its newline. */
  leaves: 'events.jsonl',
  /** Where each leaf and its raw record lie; see places.ts. */
  places: 'places.bin',
  /** The object as received, sealed; see sealed-file.ts. */
  raw: 'raw.sealed',
  /** What could not be read: line, digest, reason. No content. */
  unparsed: 'unparsed.jsonl',
  /** What is known before the record is written; becomes {@link FILES.batch}. */
  prepared: 'prepared.json',
  /** Written last: a folder without it is not a batch. */
  batch: 'batch.json',
} as const;

/** `data/ingest`. */
export function ingestFolder(dataDir: string): string {
  return join(dataDir, 'ingest');
}

/** Folder of a batch, by the id of its record. */
export function batchFolder(dataDir: string, id: string): string {
  return join(ingestFolder(dataDir), id);
}

/** Prefix of folders that are being written. */
export const PART = '.part-';
