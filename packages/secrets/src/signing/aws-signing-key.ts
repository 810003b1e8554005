/**
 * A signing key in AWS KMS: key spec ECC_NIST_EDWARDS25519, algorithm ED25519_SHA_512 over the raw message, which KMS
 * takes up to 4,096 bytes; a checkpoint has some hundred. The SDK is loaded only here.
 */
import { RemitError } from '@remit/core';
import { secretsError } from '../errors.ts';
import { rawOfSpki } from './ed25519-der.ts';
import { readSecretFile } from './secret-file.ts';
import type { SigningKey, SigningKeyPlace } from './signing-key.ts';

const TIMEOUT_MS = 10_000;

/** Asks for the public key. @throws SecretsError `secrets.signing-key` when the key is not there or not Ed25519. */
export async function awsSigningKey(place: Extract<SigningKeyPlace, { kind: 'aws-kms' }>): Promise<SigningKey> {
  const { GetPublicKeyCommand, KMSClient, SignCommand } = await import('@aws-sdk/client-kms');
  const credentials = place.credentialsFile === undefined ? undefined : credentialsOf(place.credentialsFile);
  const client = new KMSClient({
    region: place.region,
    ...(place.endpoint === undefined ? {} : { endpoint: place.endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  const wrong = (why: string) => secretsError('secrets.signing-key', `AWS KMS ${place.key}: ${why}`);
  const within = () => ({ abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
  try {
    const { PublicKey, KeySpec } = await client.send(new GetPublicKeyCommand({ KeyId: place.key }), within());
    const publicKey = PublicKey === undefined ? undefined : rawOfSpki(PublicKey);
    if (publicKey === undefined) throw wrong(`not an Ed25519 key (${KeySpec ?? 'no key spec'})`);
    return {
      publicKey,
      async sign(message) {
        const { Signature } = await client.send(
          new SignCommand({
            KeyId: place.key,
            Message: message,
            MessageType: 'RAW',
            SigningAlgorithm: 'ED25519_SHA_512',
          }),
          within(),
        );
        if (Signature?.length !== 64) throw wrong('its answer holds no Ed25519 signature');
        return Uint8Array.from(Signature);
      },
      close() {
        client.destroy();
        return Promise.resolve();
      },
    };
  } catch (error) {
    client.destroy();
    throw error instanceof RemitError
      ? error
      : wrong(error instanceof Error ? `${error.name}: ${error.message}` : 'unknown');
  }
}

interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

function credentialsOf(path: string): AwsCredentials {
  const { accessKeyId, secretAccessKey, sessionToken } = Object(JSON.parse(readSecretFile(path))) as Record<
    string,
    unknown
  >;
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string')
    throw secretsError('secrets.signing-key', `${path} holds no accessKeyId and secretAccessKey`);
  return { accessKeyId, secretAccessKey, ...(typeof sessionToken === 'string' ? { sessionToken } : {}) };
}
