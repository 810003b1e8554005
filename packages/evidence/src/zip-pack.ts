/** Writes a pack as a zip archive, byte for byte the same for the same files (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16). */
import type { FileContent } from '@remit/verify';
import { contentsOf, crc32 } from '@remit/verify';
import { deflateSync } from 'fflate';
import { evidenceError } from './errors.ts';

const MAX_FILES = 65_534;
/** 1980-01-01 00:00, the earliest a zip can hold: the bytes do not depend on the clock. */
const DOS_DATE = 0x21;
/** Sizes and offsets of a zip without the zip64 extension. */
const MAX_BYTES = 0xffff_fffe;

/**
 * The archive: files in path order, deflated. Files that are held deflated go in as they are.
 * @throws RemitError `evidence.too-many-files`
 */
export function zipPack(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  if (files.size > MAX_FILES) throw evidenceError('evidence.too-many-files', String(files.size));
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const [path, content] of [...contentsOf(files)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { data, crc, size } = deflatedOf(content);
    const name = Buffer.from(path, 'ascii');
    const shared = sharedFields(crc, data.length, size, name.length);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    shared.copy(local, 4);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(20, 4);
    shared.copy(central, 6);
    central.writeUInt32LE(at, 42);
    parts.push(local, name, data);
    directory.push(central, name);
    at += local.length + name.length + data.length;
    if (at > MAX_BYTES) throw evidenceError('evidence.too-many-files', `${at} bytes`);
  }
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.size, 8);
  end.writeUInt16LE(files.size, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}

/** Version needed, flags, method, time, date, checksum, sizes and name length: the same in both headers. */
function sharedFields(crc: number, packed: number, size: number, nameLength: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt16LE(DOS_DATE, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(packed, 14);
  fields.writeUInt32LE(size, 18);
  fields.writeUInt16LE(nameLength, 22);
  return fields;
}

function deflatedOf(content: FileContent): { data: Uint8Array; crc: number; size: number } {
  if (!(content instanceof Uint8Array) && content.deflated !== undefined)
    return { ...content.deflated, size: content.size };
  const bytes = content instanceof Uint8Array ? content : content.bytes();
  return { data: deflateSync(bytes, { level: 6 }), crc: crc32(bytes), size: bytes.length };
}
