/** Makes an encrypted field as AI Gateway documents it: RSA-OAEP with SHA-256 over the AES key, tag behind the data. */
import type { KeyObject } from 'node:crypto';
import { constants, createCipheriv, publicEncrypt } from 'node:crypto';

/** Fixed key and nonce: made for tests, never used elsewhere. */
const AES_KEY = Buffer.alloc(32, 7);
const NONCE = Buffer.alloc(12, 9);

/** The field for a text. */
export function sealField(
  publicKey: KeyObject,
  text: string,
): { type: 'encrypted'; key: string; iv: string; data: string } {
  const cipher = createCipheriv('aes-256-gcm', AES_KEY, NONCE);
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const wrapped = publicEncrypt(
    { key: publicKey, oaepHash: 'sha256', padding: constants.RSA_PKCS1_OAEP_PADDING },
    AES_KEY,
  );
  return {
    type: 'encrypted',
    key: wrapped.toString('base64'),
    iv: NONCE.toString('base64'),
    data: data.toString('base64'),
  };
}
