/** A signing key from a 32-byte seed: the file that the signer has always had. */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { rawOfSpki } from './ed25519-der.ts';
import type { SigningKey } from './signing-key.ts';

// DER of an Ed25519 private key is a fixed prefix and the 32 bytes of the seed (RFC 8410 §7).
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The key of a seed. Throws RangeError for another length. */
export function seedSigningKey(seed: Uint8Array): SigningKey {
  if (seed.length !== 32) throw new RangeError(`an Ed25519 seed has 32 bytes, not ${seed.length}`);
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = rawOfSpki(createPublicKey(key).export({ format: 'der', type: 'spki' }));
  if (publicKey === undefined) throw new RangeError('no public key');
  return {
    publicKey,
    sign: (message) => Promise.resolve(new Uint8Array(sign(null, message, key))),
    close: () => Promise.resolve(),
  };
}
