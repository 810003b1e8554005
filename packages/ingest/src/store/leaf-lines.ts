/** The leaves of a batch in order, as they were hashed. */
import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK = 1 << 20;

/** Lines of a file without their newlines. Each is valid for as long as it is held. */
export function* leafLines(path: string): Generator<Uint8Array, void, undefined> {
  const handle = openSync(path, 'r');
  try {
    let rest: Uint8Array = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.allocUnsafe(rest.length + CHUNK);
      chunk.set(rest);
      const end = rest.length + readSync(handle, chunk, rest.length, CHUNK, null);
      let at = 0;
      for (let stop = chunk.indexOf(0x0a, at); stop !== -1 && stop < end; stop = chunk.indexOf(0x0a, at)) {
        yield chunk.subarray(at, stop);
        at = stop + 1;
      }
      const more = end > rest.length;
      rest = chunk.subarray(at, end);
      if (more) continue;
      if (rest.length > 0) yield rest;
      return;
    }
  } finally {
    closeSync(handle);
  }
}
