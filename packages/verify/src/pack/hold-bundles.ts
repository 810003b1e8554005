/**
 * How the files of a pack are held while it is verified. Entry bundles are small files, and those of a large log do not fit into
 * memory together: from some size on each is read into a scan (bundle-scan.ts) when it is unpacked, and unpacked again when
 * somebody looks into a record of it.
 */
import { sha256, toHex } from '@remit/core';
import type { BundleScan } from '../log/bundle-scan.ts';
import { createScanner } from '../log/bundle-scan.ts';
import { placeBundle } from '../log/placed-entries.ts';
import type { FileContent } from './file-content.ts';
import { keepDigest } from './file-content.ts';

const FOLDER = '12_integrity/tile/entries/';
/** Bundles of so many bytes together stay as they are. */
const PLAIN_BYTES = 64 * 1024 * 1024;

/** True for the path of an entry bundle. */
export function isBundlePath(path: string): boolean {
  return path.startsWith(FOLDER);
}

/** What is kept of a bundle. */
export interface BundleRead {
  readonly sha256: string;
  /** Absent: the bytes are no bundle. */
  readonly scan?: BundleScan;
}

/** Reads bundles of one log, one after the other. */
export function createBundleReader(): (bytes: Uint8Array) => BundleRead {
  const scan = createScanner();
  return (bytes) => {
    const placed = placeBundle(bytes);
    const digest = { sha256: toHex(sha256(bytes)) };
    return placed === undefined ? digest : { ...digest, scan: scan(placed) };
  };
}

/** A bundle that was read. `again` unpacks its bytes. */
export function heldBundle(size: number, { sha256: digest, scan }: BundleRead, again: () => Uint8Array): FileContent {
  let left = scan;
  return {
    size,
    sha256: digest,
    bytes: again,
    takeScan() {
      const taken = left;
      left = undefined;
      return taken;
    },
  };
}

/** Holds the files of one pack, in the order in which they are unpacked. */
export function createHolder(
  plain = PLAIN_BYTES,
): (path: string, bytes: Uint8Array, again: () => Uint8Array) => FileContent {
  const read = createBundleReader();
  let bundles = 0;
  return (path, bytes, again) => {
    if (isBundlePath(path)) bundles += bytes.length;
    return isBundlePath(path) && bundles > plain
      ? heldBundle(bytes.length, read(bytes), again)
      : keepDigest(bytes, again);
  };
}
