/** Bytes of an object of CloudTrail without their compression. */
import { gunzipSync } from 'node:zlib';

// Threat: a small file that unpacks to fill the memory. CloudTrail files hold some megabytes.
const MAX_UNPACKED = 1 << 30;

/** Unpacks gzip; bytes that are not gzip are returned as they are. Undefined: cut off, damaged or beyond 1 GiB. */
export function unpack(stored: Uint8Array): Uint8Array | undefined {
  if (stored[0] !== 0x1f || stored[1] !== 0x8b) return stored;
  try {
    return gunzipSync(stored, { maxOutputLength: MAX_UNPACKED });
  } catch {
    return undefined;
  }
}
