import { createHash, hash } from 'node:crypto';

/** Longer inputs are not joined first: copying them would cost more than the object that a running hash needs. */
const ONE_SHOT_BYTES = 65_536;
/** SHA-256 gives so many (FIPS 180-4). */
const DIGEST_BYTES = 32;
/** Where parts are joined. Nothing waits between joining and hashing, and nothing keeps a view of it. */
const scratch = Buffer.allocUnsafeSlow(ONE_SHOT_BYTES);

/** SHA-256 (FIPS 180-4) over the parts in order. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  if (length > ONE_SHOT_BYTES) return bytesOf(running(parts));
  // As one letter a byte: memory outside of V8's heap for 32 bytes costs more than the hashing, and its collection too.
  return bytesOf(hash('sha256', joined(parts, length), 'binary'));
}

/** A plain array, not a Buffer: Buffer.slice shares memory where Uint8Array.slice copies, and callers rely on the copy. */
function bytesOf(digest: string): Uint8Array {
  const out = new Uint8Array(DIGEST_BYTES);
  for (let i = 0; i < DIGEST_BYTES; i++) out[i] = digest.charCodeAt(i);
  return out;
}

/** SHA-256 of a text's UTF-8 bytes, base64url without padding. Lone surrogates count as U+FFFD. */
export function sha256OfText(text: string): string {
  return hash('sha256', text, 'base64url');
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  let at = 0;
  for (const part of parts) {
    scratch.set(part, at);
    at += part.length;
  }
  return scratch.subarray(0, length);
}

function running(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('binary');
}
