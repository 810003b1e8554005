/** One object to ingest: a file, whatever it came by. Read twice: first for its digest, then for its records. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** An object that lies in a file. */
export interface ReceivedObject {
  /** Name for the record: path below the ingested folder, or URI. */
  readonly name: string;
  /** The file that holds its bytes. */
  readonly path: string;
}

/** Bytes read at once. */
const CHUNK = 262_144;

/** The bytes of a file in order. A chunk is only valid until the next one is asked for. */
export async function* chunksOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Digest and size of a file as it is now. */
export async function digestOf(path: string): Promise<{ sha: string; bytes: number }> {
  const sha = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunksOf(path)) {
    sha.update(chunk);
    bytes += chunk.length;
  }
  return { sha: sha.digest('hex'), bytes };
}
