/**
 * Checks of inclusion and consistency proofs: RFC 9162 §2.1.3.2 and §2.1.4.2, with the two guards that those
 * algorithms leave to their caller. Sizes are bigint because they come from whoever served the proof.
 */
import { equalBytes } from '@remit/core';
import { HASH_BYTES, nodeHash } from './hash.ts';

/** A leaf is in a tree. Sizes as they came from whoever served the proof. */
export interface InclusionClaim {
  readonly index: bigint;
  readonly size: bigint;
  readonly leafHash: Uint8Array;
  /** Leaf's sibling first, root's child last. */
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** True when the leaf is at `index` in the tree of `size` with `root`. */
export function verifyInclusion(claim: InclusionClaim): boolean {
  const { index, size, proof, root } = claim;
  // Guard: an empty leaf hash and root would otherwise "match" in a tree of one.
  if (claim.leafHash.length !== HASH_BYTES || root.length !== HASH_BYTES) return false;
  if (index < 0n || index >= size) return false;
  let fn = index;
  let sn = size - 1n;
  let hash = claim.leafHash;
  for (const sibling of proof) {
    if (sn === 0n || sibling.length !== HASH_BYTES) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      hash = nodeHash(sibling, hash);
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && equalBytes(hash, root);
}

/** A tree continues an earlier one. */
export interface ConsistencyClaim {
  readonly size1: bigint;
  readonly size2: bigint;
  readonly root1: Uint8Array;
  readonly root2: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** True when the tree of `size2` with `root2` continues the tree of `size1` with `root1`. */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { size1, size2, root1, root2 } = claim;
  // Guard: everything is consistent with nothing, so a proof from 0 proves nothing.
  if (size1 <= 0n || size1 > size2) return false;
  if (size1 === size2) return claim.proof.length === 0 && equalBytes(root1, root2);
  if (claim.proof.length === 0) return false;
  const path = isPowerOfTwo(size1) ? [root1, ...claim.proof] : claim.proof;
  let fn = size1 - 1n;
  let sn = size2 - 1n;
  while ((fn & 1n) === 1n) {
    fn >>= 1n;
    sn >>= 1n;
  }
  const [first, ...rest] = path;
  if (first === undefined || first.length !== HASH_BYTES) return false;
  let hash1 = first;
  let hash2 = first;
  for (const sibling of rest) {
    if (sn === 0n || sibling.length !== HASH_BYTES) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      hash1 = nodeHash(sibling, hash1);
      hash2 = nodeHash(sibling, hash2);
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      hash2 = nodeHash(hash2, sibling);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && equalBytes(hash1, root1) && equalBytes(hash2, root2);
}

function isPowerOfTwo(n: bigint): boolean {
  return (n & (n - 1n)) === 0n;
}
