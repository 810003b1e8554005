/**
 * An encrypted field of AI Gateway Logpush: `{type:"encrypted", key, iv, data}`, base64 (log schemas reference §2.7). The
 * AES key is wrapped with RSA-OAEP and SHA-256; the data is AES-256-GCM in WebCrypto's layout, whose last 16 bytes are the
 * tag. The tag shows that the field was not changed since it was encrypted; it proves neither origin nor order, because
 * anybody can encrypt to a public key.
 */
import type { KeyObject } from 'node:crypto';
import { constants, createDecipheriv, createPrivateKey, privateDecrypt } from 'node:crypto';
import { fromBase64, fromUtf8 } from '@remit/core';
import { ownMember } from '../mapping/member-path.ts';

const TAG_BYTES = 16;

/**
 * `plain`: not encrypted. `no-key`: no private key was given. `key-does-not-fit`: the wrapped key cannot be opened with it.
 * `damaged`: the field is no such object, or its tag does not fit.
 */
export type OpenedField =
  | { readonly kind: 'plain' }
  | { readonly kind: 'opened'; readonly text: string }
  | { readonly kind: 'no-key' | 'key-does-not-fit' | 'damaged' };

/** Opens fields with one private key. */
export type FieldOpener = (value: unknown) => OpenedField;

/** An opener for a PKCS#8 private key in PEM; without a key it only tells encrypted fields from plain ones. Throws for a text that is no private RSA key. */
export function createFieldOpener(privateKeyPem: string | undefined): FieldOpener {
  const privateKey = privateKeyPem === undefined ? undefined : rsaKey(privateKeyPem);
  // The fields of one log share a key; unwrapping it costs far more than decrypting.
  let last: { readonly wrapped: string; readonly key: Buffer } | undefined;
  return (value) => {
    const wrapped = ownMember(value, 'key');
    if (ownMember(value, 'type') !== 'encrypted' || typeof wrapped !== 'string') return { kind: 'plain' };
    if (privateKey === undefined) return { kind: 'no-key' };
    const key = last?.wrapped === wrapped ? last.key : unwrap(privateKey, wrapped);
    if (key === undefined) return { kind: 'key-does-not-fit' };
    last = { wrapped, key };
    const text = decrypt(key, ownMember(value, 'iv'), ownMember(value, 'data'));
    return text === undefined ? { kind: 'damaged' } : { kind: 'opened', text };
  };
}

const WRONG_KEY =
  'The AI Gateway key is not a private RSA key in PEM. Give the PKCS#8 file whose public half was uploaded to Cloudflare.';

function rsaKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Error(WRONG_KEY);
  }
  if (key.asymmetricKeyType !== 'rsa') throw new Error(WRONG_KEY);
  return key;
}

function unwrap(key: KeyObject, wrapped: string): Buffer | undefined {
  const bytes = fromBase64(wrapped);
  if (bytes === undefined) return undefined;
  try {
    return privateDecrypt({ key, oaepHash: 'sha256', padding: constants.RSA_PKCS1_OAEP_PADDING }, bytes);
  } catch {
    return undefined;
  }
}

function decrypt(key: Buffer, iv: unknown, data: unknown): string | undefined {
  const nonce = typeof iv === 'string' ? fromBase64(iv) : undefined;
  const sealed = typeof data === 'string' ? fromBase64(data) : undefined;
  if (nonce === undefined || nonce.length === 0 || sealed === undefined || sealed.length < TAG_BYTES) return undefined;
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    return fromUtf8(Buffer.concat([cipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), cipher.final()]));
  } catch {
    return undefined;
  }
}
