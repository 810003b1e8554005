/**
 * A zip archive as the pieces that it is written in (PKWARE APPNOTE 6.3.10: 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.5.3). ZIP64 only
 * where a number does not fit otherwise, so that an archive that needs none is the same bytes as one that knows none.
 */
import type { FileContent } from '@remit/verify';
import { crc32 } from '@remit/verify';
import { deflateSync } from 'fflate';

/** 1980-01-01 00:00, the earliest a zip can hold: the bytes do not depend on the clock. */
const DOS_DATE = 0x21;
/** A field that holds this says that the number stands in the zip64 part. */
const MAX_16 = 0xffff;
const MAX_32 = 0xffff_ffff;
const VERSION = 20;
/** Of entries and archives with a zip64 part (4.4.3.2). */
const VERSION_64 = 45;
const DEFLATED = 8;

/** An entry as the directory names it. */
interface Written {
  readonly name: Buffer;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

/** The archive of the files, in their order. Each piece is valid for as long as it is held. */
export function* archivePieces(
  files: Iterable<readonly [string, FileContent]>,
): Generator<Uint8Array, void, undefined> {
  const written: Written[] = [];
  let at = 0;
  for (const [path, content] of files) {
    const { data, crc, size } = deflatedOf(content);
    const entry = { name: Buffer.from(path, 'ascii'), crc, packed: data.length, size, at };
    const header = localHeader(entry);
    yield header;
    yield data;
    at += header.length + data.length;
    written.push(entry);
  }
  let size = 0;
  for (const entry of written) {
    const header = centralHeader(entry);
    yield header;
    size += header.length;
  }
  yield endOf(written.length, size, at);
}

function localHeader(entry: Written): Buffer {
  // Both sizes or none (4.5.3).
  const extra = isLarge(entry) ? extraField([entry.size, entry.packed]) : Buffer.alloc(0);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  sharedFields(entry, extra.length).copy(head, 4);
  return Buffer.concat([head, entry.name, extra]);
}

function centralHeader(entry: Written): Buffer {
  const far = entry.at >= MAX_32;
  const numbers = [...(isLarge(entry) ? [entry.size, entry.packed] : []), ...(far ? [entry.at] : [])];
  const extra = numbers.length === 0 ? Buffer.alloc(0) : extraField(numbers);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(extra.length === 0 ? VERSION : VERSION_64, 4);
  sharedFields(entry, extra.length).copy(head, 6);
  head.writeUInt32LE(far ? MAX_32 : entry.at, 42);
  return Buffer.concat([head, entry.name, extra]);
}

function isLarge({ size, packed }: Written): boolean {
  return size >= MAX_32 || packed >= MAX_32;
}

/** The zip64 extra field: header id 1, length, the numbers in their order (4.5.3). */
function extraField(numbers: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * numbers.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * numbers.length, 2);
  for (const [i, number] of numbers.entries()) field.writeBigUInt64LE(BigInt(number), 4 + 8 * i);
  return field;
}

/** Version needed, flags, method, time, date, checksum, sizes and the lengths of name and extra field: the same in both headers. */
function sharedFields(entry: Written, extra: number): Buffer {
  const large = isLarge(entry);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(extra === 0 ? VERSION : VERSION_64, 0);
  fields.writeUInt16LE(DEFLATED, 4);
  fields.writeUInt16LE(DOS_DATE, 8);
  fields.writeUInt32LE(entry.crc, 10);
  fields.writeUInt32LE(large ? MAX_32 : entry.packed, 14);
  fields.writeUInt32LE(large ? MAX_32 : entry.size, 18);
  fields.writeUInt16LE(entry.name.length, 22);
  fields.writeUInt16LE(extra, 24);
  return fields;
}

/** The end record, with the zip64 end record and its locator before it where it cannot hold a number. */
function endOf(count: number, size: number, at: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, MAX_16), 8);
  end.writeUInt16LE(Math.min(count, MAX_16), 10);
  end.writeUInt32LE(Math.min(size, MAX_32), 12);
  end.writeUInt32LE(Math.min(at, MAX_32), 16);
  if (count < MAX_16 && size < MAX_32 && at < MAX_32) return end;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  // What follows in the record (4.3.14.1).
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(VERSION_64, 12);
  record.writeUInt16LE(VERSION_64, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(at), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(at + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, end]);
}

function deflatedOf(content: FileContent): { data: Uint8Array; crc: number; size: number } {
  if (!(content instanceof Uint8Array) && content.deflated !== undefined)
    return { ...content.deflated, size: content.size };
  const bytes = content instanceof Uint8Array ? content : content.bytes();
  return { data: deflateSync(bytes, { level: 6 }), crc: crc32(bytes), size: bytes.length };
}
