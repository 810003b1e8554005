/** SHA-512 (FIPS 180-4) with BigInt: slow, for the few short messages of ed25519-pure.ts. */
import { concatBytes } from '@remit/core';

const MASK = 2n ** 64n - 1n;

const PRIMES = Array.from({ length: 408 }, (_, i) => i + 2).filter((n) => {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
});
/** 64 bits of the fractional parts of the cube roots of the first 80 primes, and of the square roots of the first 8 (§4.2.3, §5.3.5). */
const K = PRIMES.slice(0, 80).map((prime) => root(3n, BigInt(prime) << 192n) & MASK);
const INITIAL = PRIMES.slice(0, 8).map((prime) => root(2n, BigInt(prime) << 128n) & MASK);

/** The largest whole number whose n-th power is not above the value. */
function root(n: bigint, value: bigint): bigint {
  let low = 0n;
  let high = 1n << 72n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** n <= value) low = middle;
    else high = middle;
  }
  return low;
}

/** SHA-512 over the parts in order, 64 bytes. */
export function sha512(...parts: readonly Uint8Array[]): Uint8Array {
  const message = concatBytes(...parts);
  const padded = new Uint8Array(Math.ceil((message.length + 17) / 128) * 128);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  let state: readonly bigint[] = INITIAL;
  for (let at = 0; at < padded.length; at += 128) state = compress(state, view, at);
  const out = new DataView(new ArrayBuffer(64));
  state.forEach((word, i) => out.setBigUint64(i * 8, word));
  return new Uint8Array(out.buffer);
}

// §6.4.2
function compress(state: readonly bigint[], view: DataView, at: number): bigint[] {
  const w = Array.from({ length: 16 }, (_, i) => view.getBigUint64(at + i * 8));
  const word = (i: number) => w[i] ?? 0n;
  for (let i = 16; i < 80; i++) {
    const x = word(i - 15);
    const y = word(i - 2);
    const s0 = turn(x, 1n) ^ turn(x, 8n) ^ (x >> 7n);
    const s1 = turn(y, 19n) ^ turn(y, 61n) ^ (y >> 6n);
    w.push((word(i - 16) + s0 + word(i - 7) + s1) & MASK);
  }
  let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
  for (let i = 0; i < 80; i++) {
    const s1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
    const t1 = h + s1 + ((e & f) ^ (~e & MASK & g)) + (K[i] ?? 0n) + word(i);
    const t2 = (turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & MASK, c, b, a, (t1 + t2) & MASK];
  }
  return [a, b, c, d, e, f, g, h].map((value, i) => (value + (state[i] ?? 0n)) & MASK);
}

function turn(value: bigint, by: bigint): bigint {
  return ((value >> by) | (value << (64n - by))) & MASK;
}
