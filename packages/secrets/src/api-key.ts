/**
 * Keys of callers: `remit_<id>_<secret>`. The id may be shown and recorded, the secret is seen once; only the SHA-256
 * of the whole token is kept. A plain hash is enough because the secret has 256 random bits.
 */
import { createHash, hash, randomBytes, timingSafeEqual } from 'node:crypto';

const TOKEN = /^remit_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

/** A new key. `hash` is the lowercase hex SHA-256 of `token`; store it and forget the token. */
export function newApiKey(): { id: string; token: string; hash: string } {
  const id = randomBytes(8).toString('hex');
  const token = `remit_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, token, hash: sha256Hex(token) };
}

/** The id and hash of a presented token, or undefined when it does not have the form of one. */
export function hashApiKey(token: string): { id: string; hash: string } | undefined {
  const id = TOKEN.exec(token)?.[1];
  return id === undefined ? undefined : { id, hash: sha256Hex(token) };
}

/** Compares two secrets (or their hashes) in a time that depends on neither content nor length. */
export function equalSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}
