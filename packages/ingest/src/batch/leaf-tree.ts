/**
 * The inner tree of a batch while it grows (RFC 6962 §2.1), over one buffer: a hash costs a third when Node hands it out as
 * text and nothing is allocated for it. Tests hold it to the tree of @remit/tlog.
 */
import { hash } from 'node:crypto';
import { createCompactRange, HASH_BYTES } from '@remit/tlog';

/** See the module header. */
export interface LeafTree {
  readonly size: number;
  /** Adds the leaf whose entry is `bytes` without their first byte, which is overwritten: it becomes the prefix 0x00. */
  add(bytes: Buffer): void;
  root(): Uint8Array;
}

/** Levels of a tree that has fewer leaves than 2^53. */
const LEVELS = 53;

/** A tree without leaves. */
export function createLeafTree(): LeafTree {
  const frontier = Buffer.alloc(LEVELS * HASH_BYTES);
  // §2.1: a node is the hash of 0x01, left and right.
  const node = Buffer.alloc(1 + 2 * HASH_BYTES);
  node[0] = 1;
  let height = 0;
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(bytes) {
      bytes[0] = 0;
      let digest = hash('sha256', bytes, 'binary');
      // Each trailing one-bit of the size is a complete subtree that the new leaf completes into a larger one.
      for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
        height -= 1;
        frontier.copy(node, 1, height * HASH_BYTES, (height + 1) * HASH_BYTES);
        node.write(digest, 1 + HASH_BYTES, 'latin1');
        digest = hash('sha256', node, 'binary');
      }
      frontier.write(digest, height * HASH_BYTES, 'latin1');
      height += 1;
      size += 1;
    },
    root() {
      const hashes = Array.from({ length: height }, (_, i) => frontier.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
      return createCompactRange({ size, frontier: hashes }).root();
    },
  };
}
