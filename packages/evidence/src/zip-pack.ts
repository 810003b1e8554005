/** Writes a pack as a zip archive, byte for byte the same for the same files. */
import type { FileContent } from '@remit/verify';
import { contentsOf } from '@remit/verify';
import { archivePieces } from './zip-archive.ts';

/** The archive in memory: files in path order, deflated. For packs that fit into one buffer; {@link zipPieces} gives any. */
export function zipPack(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return new Uint8Array(Buffer.concat([...archivePieces(inOrder(files))]));
}

/** The same archive in pieces of a mebibyte and more, to be written one after the other: one file of the pack is in memory at a time. */
export function zipPieces(files: ReadonlyMap<string, Uint8Array>): Iterable<Uint8Array> {
  return gathered(archivePieces(inOrder(files)));
}

/** Small pieces are written together. */
const TOGETHER = 1 << 20;

function* gathered(pieces: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for (const piece of pieces) {
    if (piece.length < TOGETHER) {
      waiting.push(piece);
      length += piece.length;
      if (length < TOGETHER) continue;
    }
    if (waiting.length > 0) yield Buffer.concat(waiting);
    waiting = [];
    length = 0;
    if (piece.length >= TOGETHER) yield piece;
  }
  if (waiting.length > 0) yield Buffer.concat(waiting);
}

function inOrder(files: ReadonlyMap<string, Uint8Array>): (readonly [string, FileContent])[] {
  return [...contentsOf(files)].sort(([a], [b]) => (a < b ? -1 : 1));
}
