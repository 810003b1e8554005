/** Salted commitments in RFC 9901 §4.2 disclosure form (ledger reference §3). */

import type { Json } from '@remit/core';
import { base64UrlOfText, sha256OfText, toBase64Url } from '@remit/core';

/** A disclosure string and the commitment that stands for it in a record. Keep the string: its bytes are what is hashed. */
export interface Disclosure {
  readonly disclosure: string;
  readonly commitment: string;
}

/** base64url(JSON([salt, name, value])), and the SHA-256 of its ASCII. `salt` is 32 random bytes. */
export function disclose(salt: Uint8Array, name: string, value: Json): Disclosure {
  return discloseText(toBase64Url(salt), name, JSON.stringify(value));
}

/** {@link disclose} with the salt as base64url, and the value as the text that JSON.stringify makes of it. */
export function discloseText(salt: string, name: string, value: string): Disclosure {
  const disclosure = base64UrlOfText(`["${salt}",${JSON.stringify(name)},${value}]`);
  return { disclosure, commitment: commitmentOf(disclosure) };
}

/** The commitment of a disclosure string. */
export function commitmentOf(disclosure: string): string {
  return sha256OfText(disclosure);
}

/** Rough size of a payload, so that the exact length does not identify it: the next power of two, at least 64. */
export function lengthBucket(bytes: number): number {
  let bucket = 64;
  while (bucket < bytes) bucket *= 2;
  return bucket;
}
