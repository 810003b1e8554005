/**
 * The end of a zip archive: where its directory stands (PKWARE APPNOTE 6.3.10, 4.3.14 to 4.3.16). The zip64 records must be
 * there when a field of the end record cannot hold its number, and only then, so that there is one way to write an archive.
 */
import type { ByteSource } from './byte-source.ts';

/** Why the archive was refused. */
export class ZipRefused extends Error {}

/** Where the directory stands, and how many entries it has. */
export interface ZipEnd {
  readonly count: number;
  readonly size: number;
  readonly start: number;
}

/** A field that holds this says that the number stands in the zip64 part. */
export const MAX_32 = 0xffff_ffff;
const MAX_16 = 0xffff;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR = 0x07064b50;
const END_LENGTH = 22;
const LOCATOR_LENGTH = 20;
const END_64_LENGTH = 56;

/** Reads the end of the archive. @throws ZipRefused with the exact reason. */
export function readZipEnd(source: ByteSource): ZipEnd {
  const at = source.size - END_LENGTH;
  const end = at < 0 ? undefined : viewOf(source.read(at, END_LENGTH));
  if (end === undefined || end.getUint32(0, true) !== END)
    throw new ZipRefused(
      'no zip end record at the end of the file: not a zip, cut short, or with a comment or bytes after it',
    );
  const disk = end.getUint16(4, true) | end.getUint16(6, true);
  const count = end.getUint16(10, true);
  const size = end.getUint32(12, true);
  const start = end.getUint32(16, true);
  if (disk !== 0 || end.getUint16(8, true) !== count) throw new ZipRefused('the archive spans several disks');
  if (end.getUint16(20, true) !== 0) throw new ZipRefused('the archive has a comment');
  const large = count === MAX_16 || size === MAX_32 || start === MAX_32;
  if (large) return readZip64End(source, at, { count, size, start });
  if (start + size !== at) throw new ZipRefused('the central directory does not end where the end record begins');
  return { count, size, start };
}

function readZip64End(source: ByteSource, at: number, short: ZipEnd): ZipEnd {
  const locatorAt = at - LOCATOR_LENGTH;
  const recordAt = locatorAt - END_64_LENGTH;
  const locator = recordAt < 0 ? undefined : viewOf(source.read(locatorAt, LOCATOR_LENGTH));
  if (locator === undefined || locator.getUint32(0, true) !== LOCATOR)
    throw new ZipRefused('zip64: the end record asks for a locator before it, and there is none');
  if (locator.getUint32(4, true) !== 0 || locator.getUint32(16, true) !== 1)
    throw new ZipRefused('zip64: the archive spans several disks');
  if (uint64(locator, 8) !== recordAt)
    throw new ZipRefused('zip64: the locator does not name the end record that stands before it');
  const record = viewOf(source.read(recordAt, END_64_LENGTH));
  if (record.getUint32(0, true) !== END_64 || uint64(record, 4) !== END_64_LENGTH - 12)
    throw new ZipRefused('zip64: no end record of the plain length where the locator says');
  if (record.getUint32(16, true) !== 0 || record.getUint32(20, true) !== 0)
    throw new ZipRefused('zip64: the archive spans several disks');
  const long = { count: uint64(record, 32), size: uint64(record, 40), start: uint64(record, 48) };
  if (uint64(record, 24) !== long.count) throw new ZipRefused('zip64: the archive spans several disks');
  const agree =
    short.count === Math.min(long.count, MAX_16) &&
    short.size === Math.min(long.size, MAX_32) &&
    short.start === Math.min(long.start, MAX_32);
  if (!agree) throw new ZipRefused('zip64: the two end records disagree');
  if (long.start + long.size !== recordAt)
    throw new ZipRefused('the central directory does not end where the end record begins');
  return long;
}

/** A view of exactly these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A number of eight bytes. @throws ZipRefused above 2^53 - 1, which no archive reaches. */
export function uint64(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ZipRefused('zip64: a number is larger than any archive');
  return Number(value);
}
