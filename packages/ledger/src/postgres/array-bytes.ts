/**
 * One-dimensional arrays as PostgreSQL receives them in binary form (array_recv): a whole batch of records is a dozen
 * parameters of one prepared statement. The driver would write such arrays as text, every byte as two digits.
 *
 * Form, all integers big-endian: dimensions i32 = 1 (0 for an empty array) | has nulls i32 | element type u32 |
 * length i32 | lower bound i32 = 1 | elements, each its length i32 (-1: NULL) and its bytes.
 */

/** Object ids of element types (pg_type). */
const Oid = { bytea: 17, int8: 20, text: 25 } as const;

const HEAD = 20;

/** `bytea[]`. */
export function byteaArray(values: readonly (Uint8Array | null)[]): Buffer {
  let room = HEAD;
  for (const value of values) room += 4 + (value === null ? 0 : value.length);
  const out = head(room, Oid.bytea, values);
  let at = HEAD;
  for (const value of values) {
    at = out.writeInt32BE(value === null ? -1 : value.length, at);
    if (value === null) continue;
    out.set(value, at);
    at += value.length;
  }
  return values.length === 0 ? empty(Oid.bytea) : out;
}

/** `text[]`. The texts must hold no U+0000, which PostgreSQL refuses. */
export function textArray(values: readonly (string | null)[]): Buffer {
  let room = HEAD;
  for (const value of values) room += 4 + (value === null ? 0 : 3 * value.length);
  const out = head(room, Oid.text, values);
  let at = HEAD;
  for (const value of values) {
    if (value === null) {
      at = out.writeInt32BE(-1, at);
      continue;
    }
    const length = out.write(value, at + 4);
    at = out.writeInt32BE(length, at) + length;
  }
  return values.length === 0 ? empty(Oid.text) : out.subarray(0, at);
}

/** `bigint[]` of whole numbers within 2^53. */
export function bigintArray(values: readonly number[]): Buffer {
  const out = head(HEAD + 12 * values.length, Oid.int8, values);
  let at = HEAD;
  for (const value of values) {
    at = out.writeInt32BE(8, at);
    at = out.writeBigInt64BE(BigInt(value), at);
  }
  return values.length === 0 ? empty(Oid.int8) : out;
}

function head(room: number, oid: number, values: readonly unknown[]): Buffer {
  const out = Buffer.allocUnsafe(Math.max(room, HEAD));
  out.writeInt32BE(1, 0);
  out.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  out.writeUInt32BE(oid, 8);
  out.writeInt32BE(values.length, 12);
  out.writeInt32BE(1, 16);
  return out;
}

function empty(oid: number): Buffer {
  const out = Buffer.alloc(12);
  out.writeUInt32BE(oid, 8);
  return out;
}
