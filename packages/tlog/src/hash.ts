/** RFC 6962 §2.1 (RFC 9162 §2.1.1) hashing. The prefixes keep a leaf from being read as a node. */
import { sha256 } from '@remit/core';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Length of every hash, in bytes. */
export const HASH_BYTES = 32;

/** SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(LEAF, entry);
}

/** SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(NODE, left, right);
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(): Uint8Array {
  return sha256();
}
