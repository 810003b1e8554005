/** Does an ingested object name a person outside of the events that were made of it? In unread or repeated records, for example. */
import { join } from 'node:path';
import { batchKeys } from '../batch/batch-keys.ts';
import { createUnpacker } from '../read/unpack.ts';
import { FILES } from '../store/layout.ts';
import { sealedPieces } from '../store/sealed-file.ts';

/** Letters without case, as UTF-8 and as JSON escapes them; `key` undefined: the object cannot be read any more. */
export function mentions(folder: string, key: Uint8Array | undefined, references: readonly string[]): boolean {
  if (key === undefined || references.length === 0) return false;
  const needles = references.flatMap((reference) => {
    const text = reference.toLowerCase();
    return [text, JSON.stringify(text).slice(1, -1)];
  });
  const longest = Math.max(...needles.map((needle) => needle.length));
  let unpacker: ReturnType<typeof createUnpacker> | undefined;
  let rest = '';
  for (const piece of sealedPieces(join(folder, FILES.raw), batchKeys(key).raw)) {
    unpacker ??= createUnpacker(piece);
    // Byte by byte as Latin-1, so that a letter cut in two by the end of a piece is found all the same.
    const text = rest + Buffer.from(unpacker.push(piece)).toString('latin1').toLowerCase();
    if (needles.some((needle) => text.includes(Buffer.from(needle).toString('latin1')))) return true;
    rest = text.slice(-4 * longest);
  }
  return false;
}
