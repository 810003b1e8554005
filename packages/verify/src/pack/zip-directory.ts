/**
 * A strict reader of the zip central directory (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12, 4.3.16).
 *
 * Threat: zip readers disagree when the central directory and the local headers disagree, when names repeat or when
 * bytes hide between entries. Here the archive must be exactly: local header and data of each entry, in the order of
 * the central directory, without gaps; then the directory; then the end record; nothing after it. Zip64, encryption,
 * data descriptors, several disks, comments and other methods than stored and deflated are refused by name.
 */

/** One file of the archive. Offsets are into the archive. */
export interface ZipEntry {
  readonly path: string;
  readonly method: 'stored' | 'deflated';
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly dataStart: number;
}

/** Why the archive was refused. */
export class ZipRefused extends Error {}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_LENGTH = 22;
const NO_ZIP64 = 0xffffffff;

interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/**
 * Entries of an archive in directory order.
 * @throws ZipRefused with the exact reason.
 */
export function readZipDirectory(bytes: Uint8Array, maxFiles: number): ZipEntry[] {
  const reader = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  const end = readEnd(reader);
  if (end.count > maxFiles) throw new ZipRefused(`the archive holds ${end.count} files; at most ${maxFiles} are read`);
  const entries: ZipEntry[] = [];
  let at = end.start;
  let expectedLocal = 0;
  for (let i = 0; i < end.count; i++) {
    const { entry, next, local } = readCentral(reader, at, i);
    if (local !== expectedLocal)
      throw new ZipRefused(
        `entry ${i}: its local header is at ${local}, expected ${expectedLocal}: hidden or shared bytes`,
      );
    const dataStart = checkLocal(reader, local, entry, i);
    if (dataStart + entry.packed > end.start) throw new ZipRefused(`entry ${i}: its data reaches into the directory`);
    entries.push({ ...entry, dataStart });
    expectedLocal = dataStart + entry.packed;
    at = next;
  }
  if (at !== end.start + end.size) throw new ZipRefused('the central directory is longer or shorter than it says');
  if (expectedLocal !== end.start) throw new ZipRefused('bytes stand between the last entry and the directory');
  return entries;
}

function readEnd({ bytes, view }: Reader): { count: number; size: number; start: number } {
  const at = bytes.length - END_LENGTH;
  if (at < 0 || view.getUint32(at, true) !== END)
    throw new ZipRefused(
      'no zip end record at the end of the file: not a zip, cut short, or with a comment or bytes after it',
    );
  const disk = view.getUint16(at + 4, true) | view.getUint16(at + 6, true);
  const here = view.getUint16(at + 8, true);
  const count = view.getUint16(at + 10, true);
  const size = view.getUint32(at + 12, true);
  const start = view.getUint32(at + 16, true);
  if (disk !== 0 || here !== count) throw new ZipRefused('the archive spans several disks');
  if (count === 0xffff || size === NO_ZIP64 || start === NO_ZIP64) throw new ZipRefused('zip64 archives are not read');
  if (view.getUint16(at + 20, true) !== 0) throw new ZipRefused('the archive has a comment');
  if (start + size !== at) throw new ZipRefused('the central directory does not end where the end record begins');
  return { count, size, start };
}

type Central = { entry: Omit<ZipEntry, 'dataStart'>; next: number; local: number };

function readCentral({ bytes, view }: Reader, at: number, i: number): Central {
  if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL)
    throw new ZipRefused(`entry ${i}: no central directory header at ${at}`);
  const flags = view.getUint16(at + 8, true);
  const nameLength = view.getUint16(at + 28, true);
  const extra = view.getUint16(at + 30, true);
  const comment = view.getUint16(at + 32, true);
  const external = view.getUint32(at + 38, true);
  const next = at + 46 + nameLength;
  if (extra !== 0 || comment !== 0) throw new ZipRefused(`entry ${i}: extra fields and comments are not read`);
  if (next > bytes.length) throw new ZipRefused(`entry ${i}: its name is cut short`);
  if (view.getUint16(at + 34, true) !== 0) throw new ZipRefused(`entry ${i}: stands on another disk`);
  // Unix mode in the upper half: 0xa000 is a symbolic link, 0x4000 a folder; other non-file types exist.
  const kind = (external >>> 28) & 0xf;
  if (kind !== 0 && kind !== 8) throw new ZipRefused(`entry ${i}: is a link, a folder or a device, not a file`);
  const entry = {
    path: asciiName(bytes.subarray(at + 46, next), i),
    method: methodOf(view.getUint16(at + 10, true), flags, i),
    crc: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
  };
  const local = view.getUint32(at + 42, true);
  if (entry.packed === NO_ZIP64 || entry.size === NO_ZIP64 || local === NO_ZIP64)
    throw new ZipRefused(`entry ${i}: zip64 sizes are not read`);
  if (entry.method === 'stored' && entry.packed !== entry.size)
    throw new ZipRefused(`entry ${i}: stored, but its two sizes differ`);
  return { entry, next, local };
}

function methodOf(method: number, flags: number, i: number): ZipEntry['method'] {
  if ((flags & 0x2041) !== 0) throw new ZipRefused(`entry ${i}: is encrypted`);
  if ((flags & 0x0008) !== 0) throw new ZipRefused(`entry ${i}: has a data descriptor, sizes are not in its header`);
  // Bits 1 and 2 only describe the compressor's effort, bit 11 says that the name is UTF-8.
  if ((flags & ~0x0806) !== 0)
    throw new ZipRefused(`entry ${i}: sets flags that are not read (0x${flags.toString(16)})`);
  if (method === 0) return 'stored';
  if (method === 8) return 'deflated';
  throw new ZipRefused(`entry ${i}: compression method ${method} is not read`);
}

function asciiName(bytes: Uint8Array, i: number): string {
  let name = '';
  for (const byte of bytes) {
    if (byte < 0x20 || byte > 0x7e) throw new ZipRefused(`entry ${i}: its name is not plain ASCII`);
    name += String.fromCharCode(byte);
  }
  return name;
}

function checkLocal({ bytes, view }: Reader, at: number, entry: Omit<ZipEntry, 'dataStart'>, i: number): number {
  if (at + 30 > bytes.length || view.getUint32(at, true) !== LOCAL)
    throw new ZipRefused(`entry ${i}: no local header at ${at}`);
  const nameLength = view.getUint16(at + 26, true);
  if (view.getUint16(at + 28, true) !== 0) throw new ZipRefused(`entry ${i}: extra fields are not read`);
  const dataStart = at + 30 + nameLength;
  if (dataStart > bytes.length) throw new ZipRefused(`entry ${i}: its local header is cut short`);
  const same =
    asciiName(bytes.subarray(at + 30, dataStart), i) === entry.path &&
    methodOf(view.getUint16(at + 8, true), view.getUint16(at + 6, true), i) === entry.method &&
    view.getUint32(at + 14, true) === entry.crc &&
    view.getUint32(at + 18, true) === entry.packed &&
    view.getUint32(at + 22, true) === entry.size;
  if (!same) throw new ZipRefused(`entry ${i}: its local header and the directory disagree`);
  return dataStart;
}
