/**
 * The object as received, encrypted: pieces of at most 1 MiB, each `u32 BE length || seal()` of @remit/secrets (AES-256-GCM).
 * The associated data holds the number of the piece and whether it is the last, so that pieces cannot be moved or left out.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { open, sealParts } from '@remit/secrets';
import type { FileWriter } from './durable.ts';

const PIECE = 1 << 20;

const aad = (n: number, last: boolean) => Buffer.from(`remit/v1/ingest-raw\n${n}\n${last ? 'last' : 'more'}`);

/** Writes a sealed file. */
export interface SealedWriter {
  write(bytes: Uint8Array): void;
  /** Writes the last piece. The file itself is the caller's to close. */
  end(): void;
}

/** Seals into `file` under a 32-byte key. */
export function sealedWriter(file: FileWriter, key: Uint8Array): SealedWriter {
  const piece = Buffer.allocUnsafe(PIECE);
  let held = 0;
  let n = 0;
  const put = (last: boolean) => {
    const parts = sealParts(key, piece.subarray(0, held), aad(n, last));
    const head = Buffer.allocUnsafe(4);
    head.writeUInt32BE(parts.reduce((sum, { length }) => sum + length, 0));
    file.write(head);
    for (const part of parts) file.write(part);
    n += 1;
    held = 0;
  };
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        if (held === PIECE) put(false);
        const part = bytes.subarray(at, at + PIECE - held);
        piece.set(part, held);
        held += part.length;
        at += part.length;
      }
    },
    end: () => put(true),
  };
}

/** What seal() adds: version, nonce, tag. */
const SEAL_BYTES = 29;

/** Number of the piece that holds the byte at `offset`. */
export function pieceAt(offset: number): number {
  return Math.floor(offset / PIECE);
}

/** Place of the first byte of a piece. */
export function pieceStart(piece: number): number {
  return piece * PIECE;
}

/** Pieces of a sealed file in order, from `first` on. Throws when one does not open: another key, or other bytes. */
export function* sealedPieces(path: string, key: Uint8Array, first = 0): Generator<Uint8Array, void, undefined> {
  const handle = openSync(path, 'r');
  try {
    const head = Buffer.alloc(4);
    for (let n = first, at = first * (4 + PIECE + SEAL_BYTES); ; n++) {
      if (readSync(handle, head, 0, 4, at) !== 4) throw new Error(`${path} ends before its last piece`);
      const sealed = Buffer.alloc(head.readUInt32BE());
      if (readSync(handle, sealed, 0, sealed.length, at + 4) !== sealed.length)
        throw new Error(`${path} ends inside piece ${n}`);
      at += 4 + sealed.length;
      const more = open(key, sealed, aad(n, false));
      if (more !== undefined) {
        yield more;
        continue;
      }
      const last = open(key, sealed, aad(n, true));
      if (last === undefined) throw new Error(`piece ${n} of ${path} does not open`);
      yield last;
      return;
    }
  } finally {
    closeSync(handle);
  }
}
