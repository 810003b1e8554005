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
  const at = take(length);
  // From Node's pool of small buffers: an array of its own costs more than the bytes. Every byte is written.
  const part = Buffer.allocUnsafe(length);
  pool.copy(part, 0, at, used);
  pool.fill(0, at, used);
  return part;
}

/** The same as base64url without padding: a salt is only ever used as text. */
export function randomText(length: number): string {
  const at = take(length);
  const text = pool.toString('base64url', at, used);
  pool.fill(0, at, used);
  return text;
}

/** Where the next `length` bytes begin; they end at `used`. The caller wipes them. */
function take(length: number): number {
  if (!Number.isInteger(length) || length < 0 || length > POOL_BYTES) throw new RangeError(`${length} random bytes`);
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += length;
  return used - length;
}
