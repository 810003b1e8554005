/**
 * Random bytes from the platform's cryptographic generator, drawn in larger pieces: one call costs some microseconds
 * whatever it returns, and a sealed record needs half a dozen small values.
 *
 * Invariant: no byte is given out twice, and what was given out is wiped here.
 */
import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 8_192;
const pool = new Uint8Array(POOL_BYTES);
let used = POOL_BYTES;

/** `length` fresh random bytes, at most 8,192. */
export function randomPart(length: number): Uint8Array {
  if (!Number.isInteger(length) || length < 0 || length > POOL_BYTES) throw new RangeError(`${length} random bytes`);
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const part = pool.slice(used, used + length);
  pool.fill(0, used, used + length);
  used += length;
  return part;
}
