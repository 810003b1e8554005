/** SHA-256 (FIPS 180-4) in plain TypeScript, where there is no synchronous one: browsers. */
import { toBase64Url } from './base64.ts';
import { utf8 } from './bytes.ts';

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4 §4.2.2). */
const K = new Uint32Array(64);
/** The same of the square roots of the first eight (§5.3.3). */
const INITIAL = new Uint32Array(8);

// Computed, not copied: a wrong constant cannot hide in a list. Doubles hold the 52 bits that are needed.
for (let candidate = 2, found = 0; found < 64; candidate++) {
  let prime = true;
  for (let d = 2; d * d <= candidate; d++) if (candidate % d === 0) prime = false;
  if (!prime) continue;
  if (found < 8) INITIAL[found] = fraction(Math.sqrt(candidate));
  K[found] = fraction(Math.cbrt(candidate));
  found += 1;
}

function fraction(value: number): number {
  return ((value - Math.floor(value)) * 0x1_0000_0000) >>> 0;
}

const W = new Int32Array(64);

/** SHA-256 over the parts in order. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const state = Int32Array.from(INITIAL);
  const block = new Uint8Array(64);
  let filled = 0;
  let length = 0;
  for (const part of parts) {
    length += part.length;
    let at = 0;
    if (filled > 0) {
      const take = Math.min(64 - filled, part.length);
      block.set(part.subarray(0, take), filled);
      filled += take;
      at = take;
      if (filled < 64) continue;
      compress(state, block, 0);
      filled = 0;
    }
    for (; at + 64 <= part.length; at += 64) compress(state, part, at);
    block.set(part.subarray(at), 0);
    filled = part.length - at;
  }
  finish(state, block, filled, length);
  return bytesOf(state);
}

/** SHA-256 of a text's UTF-8 bytes, base64url without padding. Lone surrogates count as U+FFFD. */
export function sha256OfText(text: string): string {
  return toBase64Url(sha256(utf8(text)));
}

/** Padding: a one bit, zeros, and the length in bits as 64 bits (§5.1.1). */
function finish(state: Int32Array, block: Uint8Array, filled: number, length: number): void {
  block.fill(0, filled);
  block[filled] = 0x80;
  if (filled >= 56) {
    compress(state, block, 0);
    block.fill(0);
  }
  const view = new DataView(block.buffer);
  view.setUint32(56, Math.floor(length / 0x2000_0000));
  view.setUint32(60, (length << 3) >>> 0);
  compress(state, block, 0);
}

function bytesOf(state: Int32Array): Uint8Array {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  state.forEach((word, i) => view.setInt32(i * 4, word));
  return bytes;
}

// §6.2.2. Indexes stay below 64 and the arrays are full, so no element is missing.
function compress(state: Int32Array, data: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i++) {
    const p = at + i * 4;
    W[i] = (item(data, p) << 24) | (item(data, p + 1) << 16) | (item(data, p + 2) << 8) | item(data, p + 3);
  }
  for (let i = 16; i < 64; i++) {
    const x = item(W, i - 15);
    const y = item(W, i - 2);
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (item(W, i - 16) + s0 + item(W, i - 7) + s1) | 0;
  }
  let a = item(state, 0);
  let b = item(state, 1);
  let c = item(state, 2);
  let d = item(state, 3);
  let e = item(state, 4);
  let f = item(state, 5);
  let g = item(state, 6);
  let h = item(state, 7);
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + item(K, i) + item(W, i)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  const added = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = (item(state, i) + (added[i] ?? 0)) | 0;
}

function item(array: Int32Array | Uint32Array | Uint8Array, i: number): number {
  return array[i] ?? 0;
}
