/**
 * Ed25519 public keys that nobody holds alone: points of low order (ledger reference §7, "refuse low-order public keys
 * when pinning").
 *
 * Threat: under such a key a signature can be made without a secret, and one signature can hold for many texts. It would
 * count as a log or a witness for anyone.
 */
import { toHex } from '@remit/core';

/** y coordinates of the points of order 1, 2, 4 and 8, little-endian, with the spellings y + p that still fit (RFC 8032 §5.1.3). */
const LOW_ORDER_Y = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/** True for the 14 encodings of a point of low order: each y with either sign bit. */
export function isLowOrder(publicKey: Uint8Array): boolean {
  const y = publicKey.slice();
  y[31] = (y[31] ?? 0) & 0x7f;
  return LOW_ORDER_Y.has(toHex(y));
}
