/**
 * What makes two events one: the source's own id of it, else its raw bytes (log schemas reference §1.3). 24 bytes: 16 of
 * SHA-256 over dataset and id, or without an id of the raw digest, then the first 8 of the raw digest, which tell the same
 * bytes from others under one id. This is bookkeeping, not proof.
 */
import { hash } from 'node:crypto';

/** Bytes of an identity, and of the key at its start. */
export const IDENTITY_BYTES = 24;
export const KEY_BYTES = 16;

/** Writes the identity of an event at `at`. `raw`: lowercase hex SHA-256 of its raw bytes. */
export function putIdentity(to: Buffer, at: number, dataset: string, id: string | undefined, raw: string): void {
  if (id === undefined) to.write(raw.slice(0, 2 * KEY_BYTES), at, 'hex');
  // One letter of latin1 is one byte: the cheapest form in which Node hands out a digest.
  else to.write(hash('sha256', `${dataset}\u0000${id}`, 'binary'), at, KEY_BYTES, 'latin1');
  to.write(raw.slice(0, 2 * (IDENTITY_BYTES - KEY_BYTES)), at + KEY_BYTES, 'hex');
}
