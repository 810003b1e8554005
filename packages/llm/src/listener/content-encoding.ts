/** Unpacks a packed request body, under the same limit as one that is not (llm-gateway reference §1). */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';

const UNPACK = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync };

/** The plain bytes. The error text is for the caller. */
export function unpackBody(
  bytes: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Result<Uint8Array, string> {
  const name = (encoding ?? 'identity').trim().toLowerCase();
  if (name === 'identity') return ok(bytes);
  if (!(name === 'gzip' || name === 'x-gzip' || name === 'deflate' || name === 'br'))
    return err(`the content encoding ${JSON.stringify(name.slice(0, 32))} is not known here`);
  try {
    return ok(UNPACK[name](bytes, { maxOutputLength: maxBytes }));
  } catch {
    return err(`the body is not ${name}, or longer than ${maxBytes} bytes when it is unpacked`);
  }
}
