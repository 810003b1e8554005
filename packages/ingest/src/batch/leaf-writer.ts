/** Writes the leaves of a batch and grows its inner tree (RFC 6962 §2.1). */
import { join } from 'node:path';
import { toBase64Url } from '@remit/core';
import type { FileWriter } from '../store/durable.ts';
import { openFileWriter } from '../store/durable.ts';
import { FILES } from '../store/layout.ts';
import { PLACE_BYTES, putPlace } from '../store/places.ts';
import { MAX_LEAF_BYTES } from './leaf-text.ts';
import { createLeafTree } from './leaf-tree.ts';

/** Where the raw record of a leaf lies in the unpacked object. */
export interface RawPlace {
  readonly offset: number;
  readonly length: number;
  readonly document: { readonly offset: number; readonly length: number } | undefined;
}

/** The draft of a leaf (see leaf-text.ts) in UTF-8: `length` bytes at `at`, with its number after the first `n`. */
export interface DraftBytes {
  readonly bytes: Buffer;
  readonly at: number;
  readonly length: number;
  readonly n: number;
}

/** See the module header. */
export interface LeafWriter {
  readonly size: number;
  /** Completes a draft and adds it; false when it is longer than {@link MAX_LEAF_BYTES}, which changes nothing. */
  add(draft: DraftBytes, sub: string | undefined, raw: RawPlace): boolean;
  /** base64url root. */
  root(): string;
  close(): void;
  abandon(): void;
}

const BUFFER = 1 << 20;
const NEWLINE = 0x0a;
const BRACE = 0x7b;

/** Writes into the folder of a batch. */
export function createLeafWriter(folder: string): LeafWriter {
  const leaves = openFileWriter(join(folder, FILES.leaves));
  const places = openFileWriter(join(folder, FILES.places));
  const tree = createLeafTree();
  // Byte 0 is never written to the file: the byte before a leaf serves as the prefix of its hash.
  const text = Buffer.alloc(BUFFER + 2 * MAX_LEAF_BYTES);
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
    add({ bytes, at, length: drafted, n }, sub, raw) {
      const number = String(tree.size);
      // Proof: a handle has ASCII letters that need no escapes.
      const comma = bytes[at + drafted - 1] === BRACE ? '' : ',';
      const end = sub === undefined ? '}}' : `${comma}"sub":"${sub}"}}`;
      const length = drafted + number.length + end.length;
      if (length > MAX_LEAF_BYTES) return false;
      bytes.copy(text, held, at, at + n);
      text.write(number, held + n, 'latin1');
      bytes.copy(text, held + n + number.length, at + n, at + drafted);
      text.write(end, held + length - end.length, 'latin1');
      // The byte before a leaf is the newline of the one before, and its place is that of the prefix of its hash.
      tree.add(text.subarray(held - 1, held + length));
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
