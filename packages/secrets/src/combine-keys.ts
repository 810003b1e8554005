/** One key out of several, all of which are needed (ledger reference §3: destroying any one subject's key erases). */
import { hkdfSync } from 'node:crypto';
import { concatBytes, utf8 } from '@remit/core';

const SALT = utf8('remit/v1/combine-keys');

/**
 * HKDF-SHA-256 (RFC 5869) over the sorted 32-byte keys. The order of the arguments does not matter; the number of
 * keys is part of the derivation, so one key alone never equals a combination.
 * @throws RangeError for an empty list or a key that is not 32 bytes long.
 */
export function combineKeys(keys: readonly Uint8Array[]): Uint8Array {
  if (keys.length === 0) throw new RangeError('combineKeys needs at least one key');
  if (keys.some((key) => key.length !== 32)) throw new RangeError('combineKeys takes keys of 32 bytes');
  const sorted = [...keys].sort((a, b) => Buffer.compare(a, b));
  return new Uint8Array(hkdfSync('sha256', concatBytes(...sorted), SALT, utf8(`keys=${keys.length}`), 32));
}
