/** The bytes of a file by place (byte-source.ts). */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from './byte-source.ts';

/** An open file. `close` gives the handle back; {@link FileSource.again} reads after that too. */
export interface FileSource extends ByteSource {
  /** Which file it is and when it was last changed. */
  readonly mark: string;
  /** Opens the file again for one reading. Throws when it is another one than it was. */
  again(at: number, length: number): Uint8Array;
  close(): void;
}

/** Opens a file. Throws when it cannot be opened. */
export function fileSource(path: string): FileSource {
  const handle = openSync(path, 'r');
  const mark = markOf(handle);
  const size = fstatSync(handle).size;
  return {
    size,
    mark,
    read: (at, length) => readFrom(handle, at, length),
    // Threat: a file that changes between two readings. What is read again must be what was read first.
    again(at, length) {
      const file = openSync(path, 'r');
      try {
        if (markOf(file) !== mark) throw new Error('the archive changed while it was verified');
        return readFrom(file, at, length);
      } finally {
        closeSync(file);
      }
    },
    close: () => closeSync(handle),
  };
}

/** Which file it is and when it was last changed, in nanoseconds. */
function markOf(handle: number): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = fstatSync(handle, { bigint: true });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

function readFrom(handle: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const read = readSync(handle, bytes, done, length - done, at + done);
    if (read === 0) throw new RangeError('the archive ends before that place');
    done += read;
  }
  return bytes;
}
