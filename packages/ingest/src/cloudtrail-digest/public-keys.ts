/**
 * Public keys of CloudTrail from the answer of `ListPublicKeys`, which the operator supplies: nothing is fetched (log
 * schemas reference §3.7, step 3). The DER is PKCS#1 or SPKI; the fingerprint is the MD5 of the DER in both.
 */
import type { KeyObject } from 'node:crypto';
import { createHash, createPublicKey } from 'node:crypto';
import type { Result } from '@remit/core';
import { err, fromBase64, ok } from '@remit/core';
import { membersOf, textOf } from '../sources/aws-common/members.ts';
import { rfc3339Ms } from '../sources/mapping/times.ts';

/** One key. Times are milliseconds since the epoch. */
export interface PublicKey {
  readonly key: KeyObject;
  readonly form: 'PKCS#1' | 'SPKI';
  readonly validFrom?: number;
  readonly validTo?: number;
}

/** Keys by fingerprint, or why the entry of a fingerprint cannot be used. */
export type PublicKeys = ReadonlyMap<string, Result<PublicKey, 'key_unreadable' | 'key_fingerprint_wrong'>>;

/** Reads the JSON of `aws cloudtrail list-public-keys`. Error: what is wrong with the file and what to do. */
export function parsePublicKeys(text: string): Result<PublicKeys, string> {
  const hint = 'Write it with: aws cloudtrail list-public-keys --start-time ... --end-time ... --region REGION';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err(`The file of public keys is no JSON. ${hint}`);
  }
  const members = membersOf(value);
  const list = members['PublicKeyList'] ?? members['publicKeyList'];
  if (!Array.isArray(list)) return err(`The file of public keys has no PublicKeyList. ${hint}`);
  const keys = new Map<string, Result<PublicKey, 'key_unreadable' | 'key_fingerprint_wrong'>>();
  for (const entry of list) {
    const { Fingerprint, Value, ValidityStartTime, ValidityEndTime } = membersOf(entry);
    const fingerprint = textOf(Fingerprint)?.toLowerCase();
    if (fingerprint === undefined) return err(`An entry of PublicKeyList has no Fingerprint. ${hint}`);
    keys.set(fingerprint, readKey(fingerprint, Value, timeOf(ValidityStartTime), timeOf(ValidityEndTime)));
  }
  return ok(keys);
}

function readKey(fingerprint: string, value: unknown, validFrom?: number, validTo?: number) {
  const der = typeof value === 'string' ? fromBase64(value) : undefined;
  if (der === undefined) return err('key_unreadable' as const);
  if (createHash('md5').update(der).digest('hex') !== fingerprint) return err('key_fingerprint_wrong' as const);
  for (const type of ['pkcs1', 'spki'] as const) {
    const key = importKey(der, type);
    if (key === undefined) continue;
    return ok({
      key,
      form: type === 'pkcs1' ? ('PKCS#1' as const) : ('SPKI' as const),
      ...(validFrom === undefined ? {} : { validFrom }),
      ...(validTo === undefined ? {} : { validTo }),
    });
  }
  return err('key_unreadable' as const);
}

function importKey(der: Uint8Array, type: 'pkcs1' | 'spki'): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(der), format: 'der', type });
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}

// The AWS CLI writes RFC 3339, other clients seconds since the epoch, as a number or as its digits.
function timeOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' ? Math.floor(seconds * 1000) : rfc3339Ms(value);
}
