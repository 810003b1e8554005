/** Writes the leaves of a batch and grows its inner tree (RFC 6962 §2.1). */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { toBase64Url } from '@remit/core';
import { createCompactRange } from '@remit/tlog';
import type { FileWriter } from '../store/durable.ts';
import { openFileWriter } from '../store/durable.ts';
import { FILES } from '../store/layout.ts';
import { PLACE_BYTES, putPlace } from '../store/places.ts';
import { MAX_LEAF_BYTES } from './leaf-text.ts';

/** Where the raw record of a leaf lies in the unpacked object. */
export interface RawPlace {
  readonly offset: number;
  readonly length: number;
  readonly document: { readonly offset: number; readonly length: number } | undefined;
}

/** See the module header. */
export interface LeafWriter {
  readonly size: number;
  /** Adds a leaf; false when it is longer than {@link MAX_LEAF_BYTES}, which changes nothing. */
  add(text: string, raw: RawPlace): boolean;
  /** base64url root. */
  root(): string;
  close(): void;
  abandon(): void;
}

const BUFFER = 1 << 20;
const NEWLINE = 0x0a;

/** Writes into the folder of a batch. */
export function createLeafWriter(folder: string): LeafWriter {
  const leaves = openFileWriter(join(folder, FILES.leaves));
  const places = openFileWriter(join(folder, FILES.places));
  const tree = createCompactRange();
  // Byte 0 is never written to the file: the byte before a leaf serves as the prefix of its hash.
  const text = Buffer.alloc(BUFFER + 4 * MAX_LEAF_BYTES);
  const index = Buffer.alloc(PLACE_BYTES * 4096);
  let held = 1;
  let indexed = 0;

  const flush = () => {
    leaves.write(text.subarray(1, held));
    places.write(index.subarray(0, indexed));
    held = 1;
    indexed = 0;
  };

  return {
    get size() {
      return tree.size;
    },
    add(leaf, raw) {
      // Three bytes a letter at most, so `leaf` always fits behind what is held.
      if (leaf.length > MAX_LEAF_BYTES) return false;
      const length = text.write(leaf, held, 'utf8');
      if (length > MAX_LEAF_BYTES) return false;
      // RFC 6962 §2.1: the leaf hash is that of 0x00 and the entry.
      text[held - 1] = 0;
      tree.append(hash('sha256', text.subarray(held - 1, held + length), 'buffer'));
      text[held - 1] = NEWLINE;
      text[held + length] = NEWLINE;
      putPlace(index, indexed, { leaf: { offset: leaves.length + held - 1, length }, raw, document: raw.document });
      held += length + 1;
      indexed += PLACE_BYTES;
      if (held >= BUFFER || indexed === index.length) flush();
      return true;
    },
    root: () => toBase64Url(tree.root()),
    close() {
      flush();
      closeAll([leaves, places]);
    },
    abandon() {
      leaves.abandon();
      places.abandon();
    },
  };
}

function closeAll(files: readonly FileWriter[]): void {
  for (const file of files) file.close();
}
