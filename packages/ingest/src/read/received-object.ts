/** One object to ingest: a file, whatever it came by. Read once; before that for its digest, where it may be known. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { isGzip } from './unpack.ts';

/** An object that lies in a file. */
export interface ReceivedObject {
  /** Name for the record: path below the ingested folder, or URI. */
  readonly name: string;
  /** The file that holds its bytes. */
  readonly path: string;
}

/** An object as it lies there, by a glance. */
export interface SeenObject {
  readonly bytes: number;
  readonly gzip: boolean;
  /** Digest of size, start and end: another object mostly has another one, and the same object has the same. */
  readonly mark: string;
  /** What changes when the file is written to: file, size, time of the last change. */
  readonly version: string;
}

/** Bytes at the start and at the end that a {@link SeenObject.mark} is made of. */
const GLANCE = 65_536;

/** Bytes read at once. */
const CHUNK = 524_288;

/** The bytes of a file in order. A chunk is only valid until the next one is asked for; that one is read meanwhile. */
export async function* chunksOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(path, 'r');
  const buffers = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)] as const;
  const read = (buffer: Buffer) => {
    const reading = file.read(buffer, 0, CHUNK);
    // What goes wrong is told to whoever waits for it, and to nobody when the rest is not wanted.
    reading.catch(() => undefined);
    return reading;
  };
  let [now, then] = buffers;
  let reading = read(now);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      reading = read(then);
      yield now.subarray(0, bytesRead);
      [now, then] = [then, now];
    }
  } finally {
    await reading.catch(() => undefined);
    await file.close();
  }
}

/** Looks at a file as it is now. */
export function glanceAt(path: string): SeenObject {
  const handle = openSync(path, 'r');
  try {
    const { ino, mtimeNs, size } = fstatSync(handle, { bigint: true });
    const bytes = Number(size);
    const ends = Buffer.alloc(2 * GLANCE);
    const head = readSync(handle, ends, 0, GLANCE, 0);
    const tail = readSync(handle, ends, head, GLANCE, Math.max(0, bytes - GLANCE));
    const mark = createHash('sha256')
      .update(`${bytes}\n`)
      .update(ends.subarray(0, head + tail))
      .digest('hex');
    return { bytes, gzip: isGzip(ends), mark, version: `${ino} ${size} ${mtimeNs}` };
  } finally {
    closeSync(handle);
  }
}

/** Digest of a file as it is now. */
export async function digestOf(path: string): Promise<string> {
  const sha = createHash('sha256');
  for await (const chunk of chunksOf(path)) sha.update(chunk);
  return sha.digest('hex');
}
