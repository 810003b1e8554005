/** Reads small ranges of a file, mostly one after the other, in larger blocks. */
import { closeSync, openSync, readSync } from 'node:fs';

/** See the module header. */
export interface BlockReader {
  /** The bytes, valid until the next read; undefined when the file does not hold all of them. */
  read(offset: number, length: number): Buffer | undefined;
  close(): void;
}

const BLOCK = 1 << 18;

/** Opens the file. Throws when it is not there. */
export function openBlockReader(path: string): BlockReader {
  const handle = openSync(path, 'r');
  let block = Buffer.alloc(BLOCK);
  let from = 0;
  let held = 0;
  return {
    read(offset, length) {
      if (offset < from || offset + length > from + held) {
        if (length > block.length) block = Buffer.alloc(length);
        from = offset;
        held = readSync(handle, block, 0, block.length, offset);
        if (length > held) return undefined;
      }
      return block.subarray(offset - from, offset - from + length);
    },
    close: () => closeSync(handle),
  };
}
