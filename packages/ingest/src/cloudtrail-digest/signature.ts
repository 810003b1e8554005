/** The signature of one digest (log schemas reference §3.7, steps 3 to 5). */
import { verify } from 'node:crypto';
import { utf8 } from '@remit/core';
import type { DigestBody } from './digest-body.ts';
import type { PublicKeys } from './public-keys.ts';

const ALGORITHM = 'SHA256withRSA';
const TWO_HOURS = 2 * 60 * 60 * 1000;

/** What AWS signs: four lines of text. */
export function stringToSign(
  digest: Pick<DigestBody, 'endText' | 'bucket' | 'key' | 'sha256' | 'previousSignature'>,
): string {
  const previous = digest.previousSignature ?? 'null';
  return `${digest.endText}\n${digest.bucket}/${digest.key}\n${digest.sha256}\n${previous}`;
}

/**
 * Undefined when the signature is that of AWS over this digest. Otherwise the reason: `algorithm_unknown`, `key_unknown`,
 * `key_unreadable`, `key_fingerprint_wrong`, `key_not_valid_then`, `signature_unreadable`, `signature_wrong`.
 * @param signature hexadecimal
 * @param signedAt when a backfill digest was made, milliseconds; the span of the digest otherwise
 */
export function checkSignature(
  digest: DigestBody,
  signature: string,
  keys: PublicKeys,
  signedAt?: number,
): string | undefined {
  if (digest.algorithm !== undefined && digest.algorithm !== ALGORITHM) return 'algorithm_unknown';
  const found = keys.get(digest.fingerprint.toLowerCase());
  if (found === undefined) return 'key_unknown';
  if (!found.ok) return found.error;
  const { key, validFrom, validTo } = found.value;
  // The AWS CLI asks for keys from the start of the range to two hours after its end.
  const [from, to] = signedAt === undefined ? [digest.start, digest.end + TWO_HOURS] : [signedAt, signedAt];
  if ((validFrom !== undefined && to < validFrom) || (validTo !== undefined && from > validTo))
    return 'key_not_valid_then';
  if (!/^(?:[0-9a-fA-F]{2})+$/.test(signature)) return 'signature_unreadable';
  const signed = Buffer.from(signature, 'hex');
  return verify('RSA-SHA256', utf8(stringToSign(digest)), key, signed) ? undefined : 'signature_wrong';
}
