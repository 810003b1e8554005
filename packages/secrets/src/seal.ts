/**
 * Authenticated encryption of small and middle-sized contents: AES-256-GCM (NIST SP 800-38D).
 *
 * Sealed form: version byte 0x01 || 12-byte random nonce || ciphertext || 16-byte tag. A key seals few contents (a
 * data key one record, a subject key one reference, the vault key one row each), so random nonces do not collide.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { concatBytes } from '@remit/core';
import { randomPart } from './random.ts';

const VERSION = 1;
const VERSION_BYTE = Uint8Array.of(VERSION);
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES;

/** Encrypts `plaintext` under a 32-byte key. `aad` is authenticated and must be given again to open. */
export function seal(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array {
  return Buffer.concat(sealParts(key, plaintext, aad));
}

/** What {@link seal} gives, in parts that follow each other: large contents are written without being joined. */
export function sealParts(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): readonly Uint8Array[] {
  const nonce = randomPart(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad);
  const body = cipher.update(plaintext);
  // GCM is a stream: update() has given everything, and final() only makes the tag.
  cipher.final();
  return [VERSION_BYTE, nonce, body, cipher.getAuthTag()];
}

/** The plaintext, or undefined when key, aad or bytes are not those of {@link seal}. */
export function open(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array | undefined {
  if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] !== VERSION) return undefined;
  const nonce = sealed.subarray(1, HEAD_BYTES);
  const tag = sealed.subarray(sealed.length - TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad);
  decipher.setAuthTag(tag);
  const body = decipher.update(sealed.subarray(HEAD_BYTES, sealed.length - TAG_BYTES));
  try {
    return concatBytes(body, decipher.final());
  } catch {
    // final() throws for exactly one reason here: the tag does not match.
    return undefined;
  }
}
