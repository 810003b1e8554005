/**
 * Random bytes from the platform's cryptographic generator, drawn in larger pieces: one call costs some microseconds
 * whatever it returns, and a sealed record needs half a dozen small values.
 *
 * Invariant: no byte is given out twice, and what was given out is wiped here.
 */
import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 8_192;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** `length` fresh random bytes, at most 8,192. */
export function randomPart(length: number): Uint8Array {
  if (!Number.isInteger(length) || length < 0 || length > POOL_BYTES) throw new RangeError(`${length} random bytes`);
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  // From Node's pool of small buffers: an array of its own costs more than the bytes. Every byte is written.
  const part = Buffer.allocUnsafe(length);
  pool.copy(part, 0, used, used + length);
  pool.fill(0, used, used + length);
  used += length;
  return part;
}
