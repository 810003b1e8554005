/**
 * Keyed fingerprints of arguments, to join a call with the choice of the model behind it inside one log. The key is made
 * for the process and never leaves it, so that nobody can try values against the fingerprints in the log, not even the
 * operator once the process has ended.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { canonicalize } from '@remit/core';

/** Base64url of HMAC-SHA-256 over the RFC 8785 text; undefined for what has no such text. */
export type ArgumentFingerprint = (args: unknown) => string | undefined;

/** Fingerprints under a fresh key. */
export function createArgumentFingerprint(): ArgumentFingerprint {
  const key = randomBytes(32);
  return (args) => {
    try {
      return createHmac('sha256', key).update(canonicalize(args), 'utf8').digest('base64url');
    } catch {
      // A lone surrogate or a number that no JSON text can say: nothing that a model could have chosen.
      return undefined;
    }
  };
}
