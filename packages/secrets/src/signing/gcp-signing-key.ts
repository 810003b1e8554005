/**
 * A signing key in Google Cloud KMS: a key version of algorithm EC_SIGN_ED25519, which signs the message itself. Over
 * HTTP instead of gRPC, so that it goes where HTTP goes. Both directions carry CRC32C sums, which are checked. The SDK is
 * loaded only here.
 */
import { createPublicKey } from 'node:crypto';
import { RemitError } from '@remit/core';
import { secretsError } from '../errors.ts';
import { crc32c } from './crc32c.ts';
import { rawOfSpki } from './ed25519-der.ts';
import type { SigningKey, SigningKeyPlace } from './signing-key.ts';

const TIMEOUT_MS = 10_000;

/** Asks for the public key. @throws SecretsError `secrets.signing-key` when the key is not there or not Ed25519. */
export async function gcpSigningKey(place: Extract<SigningKeyPlace, { kind: 'gcp-kms' }>): Promise<SigningKey> {
  const { KeyManagementServiceClient } = await import('@google-cloud/kms');
  const client = new KeyManagementServiceClient({
    fallback: true,
    ...(place.credentialsFile === undefined ? {} : { keyFilename: place.credentialsFile }),
    ...(place.endpoint === undefined ? {} : endpointOf(place.endpoint)),
  });
  const wrong = (why: string) => secretsError('secrets.signing-key', `Google Cloud KMS ${place.key}: ${why}`);
  const options = { timeout: TIMEOUT_MS };
  try {
    const [answer] = await client.getPublicKey({ name: place.key }, options);
    if (answer.algorithm !== 'EC_SIGN_ED25519' || typeof answer.pem !== 'string')
      throw wrong(`not a key of algorithm EC_SIGN_ED25519 (${String(answer.algorithm)})`);
    if (answer.name !== place.key || !sumHolds(Buffer.from(answer.pem), answer.pemCrc32c))
      throw wrong('the answer is damaged');
    const publicKey = rawOfSpki(createPublicKey(answer.pem).export({ format: 'der', type: 'spki' }));
    if (publicKey === undefined) throw wrong('its public key is not Ed25519');
    return {
      publicKey,
      async sign(message) {
        const request = { name: place.key, data: message, dataCrc32c: { value: crc32c(message) } };
        const [signed] = await client.asymmetricSign(request, options);
        const signature = bytesOf(signed.signature);
        if (signed.name !== place.key || signed.verifiedDataCrc32c !== true || signature?.length !== 64)
          throw wrong('it did not sign this message');
        if (!sumHolds(signature, signed.signatureCrc32c)) throw wrong('the answer is damaged');
        return signature;
      },
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error instanceof RemitError ? error : wrong(error instanceof Error ? error.message : 'unknown');
  }
}

function endpointOf(endpoint: string): { apiEndpoint: string; port: number; protocol: string } {
  const { protocol, hostname, port } = new URL(endpoint);
  return {
    apiEndpoint: hostname,
    port: Number(port === '' ? (protocol === 'http:' ? 80 : 443) : port),
    protocol: protocol.replace(':', ''),
  };
}

/** A sum as the SDK gives it: a number, a text, or an object of a 64-bit integer, which all print as the number. */
function sumHolds(bytes: Uint8Array, sum: { value?: unknown } | null | undefined): boolean {
  return sum?.value !== undefined && `${sum.value as number}` === `${crc32c(bytes)}`;
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return new Uint8Array(Buffer.from(value, 'base64'));
  return value instanceof Uint8Array ? Uint8Array.from(value) : undefined;
}
