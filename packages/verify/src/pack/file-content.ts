/**
 * Large files of a pack, held so that a report of a million events does not hold them all at once: deflated, or as the way to
 * read or write them again. Small files are plain bytes.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { sha256, toHex } from '@remit/core';
import type { BundleScan } from '../log/bundle-scan.ts';
import { crc32 } from './crc32.ts';

/** A file that is not in memory as it is. `sha256`: lowercase hex, of its bytes. */
export interface HeldFile {
  readonly size: number;
  readonly sha256: string;
  /** Its bytes, made or read again each time. */
  bytes(): Uint8Array;
  /** The same bytes, unpacked by another thread meanwhile; absent: nobody else can. */
  fetch?(): Promise<Uint8Array>;
  /** Its first bytes, at least so many where it has them; absent: only all of them can be had. */
  start?(length: number): Uint8Array;
  /** Of a file of leaves, where they were computed when it was read (imported/leaf-hashes.ts). */
  readonly leafHashes?: Uint8Array | undefined;
  /** Of an entry bundle, where it was read when it was unpacked. Handed out once: it is large. */
  takeScan?(): BundleScan | undefined;
  /** For a zip: its bytes as DEFLATE data, and their CRC-32. */
  readonly deflated?: { readonly data: Uint8Array; readonly crc: number } | undefined;
}

/** A file of a pack. */
export type FileContent = Uint8Array | HeldFile;

/** Keeps the bytes of a file. `again` makes the same bytes again. */
export type KeepFile = (bytes: Uint8Array, again: () => Uint8Array) => FileContent;

/** Files below this size stay as they are. */
export const LARGE_BYTES = 256 * 1024;
/** Packed bytes that are looked at first for the beginning of a file. */
const FIRST_PART = 1 << 14;
/** Of zlib: give what the input so far holds, and do not ask for its end. */
const Z_SYNC_FLUSH = 2;
/** zlib asks for another piece when a piece is full to the last byte. */
const SPARE = 64;

/** For a writer of packs: deflated now, and put into the zip as that. Level 1: the text repeats itself, and time counts. */
export function keepDeflated(bytes: Uint8Array): FileContent {
  if (!isLarge(bytes)) return bytes;
  const size = bytes.length;
  const data = deflateRawSync(bytes, { level: 1 });
  return {
    size,
    sha256: toHex(sha256(bytes)),
    bytes: () => inflated(data, size),
    start: (length) => inflated(data, size, length),
    deflated: { data, crc: crc32(bytes) },
  };
}

/** The bytes of DEFLATE data of our own making. `most`: only the first of them, so many or more. */
export function inflated(data: Uint8Array, size: number, most = size): Uint8Array {
  // Text of a log is packed to a tenth or less; where it is not, or more than that, the next part is larger.
  for (let part = Math.max(FIRST_PART, most >> 4); most < size && part < data.length; part *= 2) {
    const start = inflateRawSync(data.subarray(0, part), { finishFlush: Z_SYNC_FLUSH });
    if (start.length >= most) return new Uint8Array(start.buffer, start.byteOffset, start.byteLength);
  }
  // Room for all of it at once: otherwise it comes in pieces, and each is copied.
  const { buffer, byteOffset, byteLength } = inflateRawSync(data, { maxOutputLength: size, chunkSize: size + SPARE });
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The first bytes of a file, at least so many where it has them. */
export function startOf(content: FileContent, length: number): Uint8Array {
  if (content instanceof Uint8Array) return content;
  return content.start?.(length) ?? content.bytes();
}

/** True for files that are held in another way than as they are. */
export function isLarge(bytes: Uint8Array): boolean {
  return bytes.length >= LARGE_BYTES;
}

/** For a verifier: what is compared is the digest, and nothing is kept. */
export const keepDigest: KeepFile = (bytes, again) =>
  !isLarge(bytes) ? bytes : { size: bytes.length, sha256: toHex(sha256(bytes)), bytes: again };

/** The bytes of a file. */
export function bytesOf(content: FileContent): Uint8Array {
  return content instanceof Uint8Array ? content : content.bytes();
}

/** Lowercase hex SHA-256 of a file. */
export function digestOf(content: FileContent): string {
  return content instanceof Uint8Array ? toHex(sha256(content)) : content.sha256;
}

/** Length of a file in bytes. */
export function sizeOf(content: FileContent): number {
  return content instanceof Uint8Array ? content.length : content.size;
}
