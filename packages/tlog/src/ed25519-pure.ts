/**
 * Ed25519 (RFC 8032) in plain TypeScript, for browsers whose WebCrypto lacks it. Verifies as node:crypto does: without the
 * cofactor, S below L, keys and R as they are encoded. Not made for signing secrets: its time depends on what it works on.
 */
import { concatBytes, equalBytes } from '@remit/core';
import { sha512 } from './sha512-pure.ts';

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

/** Extended coordinates: x = X/Z, y = Y/Z, T = X Y / Z (RFC 8032 §5.1.4). */
type Point = readonly [x: bigint, y: bigint, z: bigint, t: bigint];

const NEUTRAL: Point = [0n, 1n, 1n, 0n];
const BASE_Y = mod(4n * power(5n, P - 2n));
const BASE = decodePoint(littleBytes(BASE_Y)) ?? NEUTRAL;

/** Raw public key of a 32-byte seed. Throws RangeError for another length. */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  return encodePoint(multiply(secretOf(seed).scalar, BASE));
}

/** Signature of 64 bytes. */
export async function sign(seed: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  const { scalar, prefix } = secretOf(seed);
  const publicKey = publicKeyOf(seed);
  const r = littleNumber(sha512(prefix, message)) % L;
  const commitment = encodePoint(multiply(r, BASE));
  const k = littleNumber(sha512(commitment, publicKey, message)) % L;
  return concatBytes(commitment, littleBytes((r + k * scalar) % L));
}

/** True when the signature holds. Never throws for bad keys or signatures: they verify nothing. */
export async function verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const key = decodePoint(publicKey);
  const s = littleNumber(signature.subarray(32));
  if (key === undefined || s >= L) return false;
  const k = littleNumber(sha512(signature.subarray(0, 32), publicKey, message)) % L;
  const minusKey: Point = [mod(-key[0]), key[1], key[2], mod(-key[3])];
  return equalBytes(encodePoint(add(multiply(s, BASE), multiply(k, minusKey))), signature.slice(0, 32));
}

function secretOf(seed: Uint8Array): { scalar: bigint; prefix: Uint8Array } {
  if (seed.length !== 32) throw new RangeError(`an Ed25519 seed has 32 bytes, not ${seed.length}`);
  const hash = sha512(seed);
  const low = hash.slice(0, 32);
  low[0] = (low[0] ?? 0) & 0xf8;
  low[31] = ((low[31] ?? 0) & 0x7f) | 0x40;
  return { scalar: littleNumber(low), prefix: hash.slice(32) };
}

function add(p: Point, q: Point): Point {
  const a = mod((p[1] - p[0]) * (q[1] - q[0]));
  const b = mod((p[1] + p[0]) * (q[1] + q[0]));
  const c = mod(2n * p[3] * q[3] * D);
  const d = mod(2n * p[2] * q[2]);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function multiply(scalar: bigint, point: Point): Point {
  let result = NEUTRAL;
  let doubled = point;
  for (let left = scalar; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = add(result, doubled);
    doubled = add(doubled, doubled);
  }
  return result;
}

/** The point of 32 bytes (RFC 8032 §5.1.3). A y of P or more, and the sign of x = 0, are taken as OpenSSL does. */
function decodePoint(bytes: Uint8Array): Point | undefined {
  const number = littleNumber(bytes);
  const sign = number >> 255n;
  const y = mod(number & (2n ** 255n - 1n));
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  let x = mod(u * power(v, 3n) * power(mod(u * power(v, 7n)), (P - 5n) / 8n));
  if (mod(v * x * x - u) !== 0n) x = mod(x * ROOT_OF_MINUS_ONE);
  if (mod(v * x * x - u) !== 0n) return undefined;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

function encodePoint([x, y, z]: Point): Uint8Array {
  const inverse = power(z, P - 2n);
  return littleBytes(mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n));
}

function mod(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let squared = mod(base);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = mod(result * squared);
    squared = mod(squared * squared);
  }
  return result;
}

function littleNumber(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function littleBytes(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}
