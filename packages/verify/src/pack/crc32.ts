/** CRC-32 as zip uses it (polynomial 0xEDB88320). Finds damage, not tampering. */

import * as zlib from 'node:zlib';

const table = new Uint32Array(256).map((_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 of the bytes, as an unsigned number. */
export function crc32(bytes: Uint8Array): number {
  // Node has it from 20.15 on, much faster than any loop here.
  if (typeof zlib.crc32 === 'function') return zlib.crc32(bytes);
  let value = 0xffffffff;
  for (const byte of bytes) value = ((table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)) >>> 0;
  return (value ^ 0xffffffff) >>> 0;
}
