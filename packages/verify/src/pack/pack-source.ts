/** A pack as the verifier sees it: named files, read once, within limits. */

import type { KeepLater } from './keeping.ts';

/** Limits that keep a hostile pack from filling memory. Sizes in bytes. */
export interface PackLimits {
  readonly files: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
  /** Largest zip archive. */
  readonly archiveBytes: number;
  /** Largest ratio of unpacked to packed size, for files above one mebibyte. */
  readonly ratio: number;
}

/** Limits of the verifier's own command line. */
export const defaultLimits: PackLimits = {
  // A proof for each call of a busy quarter. Names and places of the files are in memory at once.
  files: 1_000_000,
  fileBytes: 512 * 1024 * 1024,
  // Large files are held unpacked one at a time.
  totalBytes: 64 * 1024 * 1024 * 1024,
  // Read from the file piece by piece.
  archiveBytes: 16 * 1024 * 1024 * 1024,
  // DEFLATE can reach 1032:1; text of records and hashes stays far below 100:1.
  ratio: 250,
};

/**
 * Files of a pack by path, sorted. `problems` says what was wrong with the container: with any problem the pack is
 * refused, and `files` holds only what could be read.
 */
export interface PackSource {
  readonly kind: 'zip' | 'folder' | 'memory';
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly problems: readonly string[];
  /** How files that are written again are held beside the work; absent: on the spot. */
  readonly keep?: KeepLater;
}

/** A pack that is already in memory, such as one that was just built. */
export function packFromFiles(files: ReadonlyMap<string, Uint8Array>): PackSource {
  return { kind: 'memory', files, problems: [] };
}
