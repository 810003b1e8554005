/** Hashes of the leaves of one file, computed where the file is read: by a helper thread, or when they are asked for. */
import { leafHash } from '@remit/tlog';
import type { FileContent } from '../pack/file-content.ts';
import { leavesOf } from './material.ts';

const HASH = 32;

/** One after the other, 32 bytes each. */
export function hashLeaves(file: Uint8Array): Uint8Array {
  let hashes = new Uint8Array(1024 * HASH);
  let used = 0;
  for (const leaf of leavesOf([file])) {
    if (used === hashes.length) {
      const grown = new Uint8Array(2 * used);
      grown.set(hashes);
      hashes = grown;
    }
    hashes.set(leafHash(leaf), used);
    used += HASH;
  }
  return hashes.slice(0, used);
}

/** The leaf hashes of a file, in order. */
export function* leafHashesOf(content: FileContent): Generator<Uint8Array, void, undefined> {
  const hashes =
    content instanceof Uint8Array ? hashLeaves(content) : (content.leafHashes ?? hashLeaves(content.bytes()));
  for (let at = 0; at < hashes.length; at += HASH) yield hashes.subarray(at, at + HASH);
}
