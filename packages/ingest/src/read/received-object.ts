/** One object to ingest: a file, whatever it came by. Read twice: first for its digest, then for its records. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { isGzip } from './unpack.ts';

/** An object that lies in a file. */
export interface ReceivedObject {
  /** Name for the record: path below the ingested folder, or URI. */
  readonly name: string;
  /** The file that holds its bytes. */
  readonly path: string;
}

/** What was seen of an object when it was read for the first time. */
export interface SeenObject {
  readonly sha: string;
  readonly bytes: number;
  readonly gzip: boolean;
}

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

/** Digest and size of a file as it is now. */
export async function digestOf(path: string): Promise<SeenObject> {
  const sha = createHash('sha256');
  let bytes = 0;
  let gzip = false;
  for await (const chunk of chunksOf(path)) {
    if (bytes === 0) gzip = isGzip(chunk);
    sha.update(chunk);
    bytes += chunk.length;
  }
  return { sha: sha.digest('hex'), bytes, gzip };
}
