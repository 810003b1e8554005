import { createHash, hash } from 'node:crypto';

/** Longer inputs are not joined first: copying them would cost more than the object that a running hash needs. */
const ONE_SHOT_BYTES = 65_536;

/** SHA-256 (FIPS 180-4) over the parts in order. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const digest = length > ONE_SHOT_BYTES ? running(parts) : hash('sha256', joined(parts, length), 'buffer');
  // A plain array, not a Buffer: Buffer.slice shares memory where Uint8Array.slice copies, and callers rely on the copy.
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.byteLength);
}

/** SHA-256 of a text's UTF-8 bytes, base64url without padding. Lone surrogates count as U+FFFD. */
export function sha256OfText(text: string): string {
  return hash('sha256', text, 'base64url');
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  // Every byte is written below.
  const out = Buffer.allocUnsafe(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function running(parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
