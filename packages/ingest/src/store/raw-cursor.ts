/** Finds ranges of an unpacked object in its sealed file. Going forward is cheap; going back in a packed object starts again. */
import { createByteWindow } from '../read/byte-window.ts';
import { createUnpacker, isGzip } from '../read/unpack.ts';
import { pieceAt, pieceStart, sealedPieces } from './sealed-file.ts';

/** See the module header. */
export interface RawCursor {
  /** Bytes `offset` to `offset + length` of the unpacked object; undefined when it does not go that far. A copy. */
  read(offset: number, length: number): Uint8Array | undefined;
}

/** How much of what was passed stays at hand. */
const KEPT = 4 * 1024 * 1024;

/** Opens nothing before the first read. Throws from `read` when the file does not open under the key. */
export function createRawCursor(path: string, key: Uint8Array): RawCursor {
  const open = (wanted: number) => {
    const first = sealedPieces(path, key).next();
    const head = first.done === true ? new Uint8Array() : first.value;
    const packed = isGzip(head);
    const from = packed ? 0 : pieceAt(wanted);
    return {
      base: packed ? 0 : pieceStart(from),
      pieces: sealedPieces(path, key, from),
      unpacker: createUnpacker(head),
      window: createByteWindow(),
      done: false,
    };
  };
  let at: ReturnType<typeof open> | undefined;

  return {
    read(offset, length) {
      const far =
        at !== undefined && offset > at.base + at.window.offset + (at.window.end - at.window.start) + 2 * KEPT;
      if (at === undefined || offset < at.base + at.window.offset || far) at = open(offset);
      const { window, base } = at;
      while (base + window.offset + (window.end - window.start) < offset + length && !at.done) {
        const piece = at.pieces.next();
        if (piece.done === true) at.done = true;
        else window.append(at.unpacker.push(piece.value));
        const behind = offset - KEPT - (base + window.offset);
        if (behind > 0) window.release(Math.min(behind, window.end - window.start));
      }
      const start = window.start + (offset - base - window.offset);
      if (start + length > window.end) return undefined;
      return Uint8Array.from(window.bytes.subarray(start, start + length));
    },
  };
}
