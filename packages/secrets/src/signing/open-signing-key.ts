/** Opens the signing key of a place, and lets it prove itself before anything rests on it. */
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { secretsError } from '../errors.ts';
import { loadKeyFile } from '../key-file.ts';
import { spkiOf } from './ed25519-der.ts';
import { seedSigningKey } from './file-signing-key.ts';
import type { SigningKey, SigningKeyPlace } from './signing-key.ts';

/**
 * The key, after it has signed a random message that its public key verifies. Libraries of tokens and key services are
 * loaded only for their kind.
 * @throws SecretsError `secrets.signing-key` or those of {@link loadKeyFile}.
 */
export async function openSigningKey(place: SigningKeyPlace): Promise<SigningKey> {
  const key = await open(place);
  const message = randomBytes(32);
  const publicKey = createPublicKey({ key: Buffer.from(spkiOf(key.publicKey)), format: 'der', type: 'spki' });
  const holds = await key.sign(message).then(
    (signature) => verify(null, message, publicKey, signature),
    (error: unknown) => error,
  );
  if (holds === true) return key;
  await key.close();
  const why = holds instanceof Error ? `it does not sign (${holds.message})` : 'its signature does not hold';
  throw secretsError('secrets.signing-key', `${place.kind}: ${why}`);
}

async function open(place: SigningKeyPlace): Promise<SigningKey> {
  switch (place.kind) {
    case 'file': {
      const seed = loadKeyFile(place.path);
      if (seed === undefined) throw secretsError('secrets.signing-key', `${place.path} is missing`);
      return seedSigningKey(seed);
    }
    case 'pkcs11': {
      const { pkcs11SigningKey } = await import('./pkcs11-signing-key.ts');
      return pkcs11SigningKey(place);
    }
    case 'aws-kms': {
      const { awsSigningKey } = await import('./aws-signing-key.ts');
      return awsSigningKey(place);
    }
    case 'gcp-kms': {
      const { gcpSigningKey } = await import('./gcp-signing-key.ts');
      return gcpSigningKey(place);
    }
  }
}
