/** A TimeStampReq (RFC 3161 §2.4.1) over SHA-256, with a nonce and the wish for the certificate: of one fixed form. */
import { concatBytes, sha256 } from '@remit/core';

const NONCE_BYTES = 8;
// SEQUENCE { version 1, messageImprint { { id-sha256, NULL }, OCTET STRING of 32 bytes } ... certReq TRUE }
const BEFORE_IMPRINT = Uint8Array.of(
  0x30,
  0x43,
  0x02,
  0x01,
  0x01,
  0x30,
  0x31,
  0x30,
  0x0d,
  0x06,
  0x09,
  0x60,
  0x86,
  0x48,
  0x01,
  0x65,
  0x03,
  0x04,
  0x02,
  0x01,
  0x05,
  0x00,
  0x04,
  0x20,
);
const BEFORE_NONCE = Uint8Array.of(0x02, NONCE_BYTES);
const CERT_REQ = Uint8Array.of(0x01, 0x01, 0xff);

/**
 * The request for a time-stamp over `bytes`. `random`: eight random bytes, against an answer of yesterday; `nonce` of
 * the answer must be the one returned.
 */
export function timestampQuery(
  bytes: Uint8Array,
  random: Uint8Array,
): { readonly der: Uint8Array; readonly imprint: Uint8Array; readonly nonce: Uint8Array } {
  if (random.length !== NONCE_BYTES) throw new RangeError(`a nonce has ${NONCE_BYTES} bytes, not ${random.length}`);
  const imprint = sha256(bytes);
  const nonce = Uint8Array.from(random);
  // Positive, and in its shortest form as DER asks: the first byte is 0x01 to 0x7f.
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x01;
  return { der: concatBytes(BEFORE_IMPRINT, imprint, BEFORE_NONCE, nonce, CERT_REQ), imprint, nonce };
}
