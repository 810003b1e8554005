import { createHash } from 'node:crypto';

/** SHA-256 (FIPS 180-4) over the parts in order, without joining them first. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  const digest = hash.digest();
  // A plain array, not a Buffer: Buffer.slice shares memory where Uint8Array.slice copies, and callers rely on the copy.
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.byteLength);
}
