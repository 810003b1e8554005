/**
 * A strict reader of the zip central directory (PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.5.3).
 *
 * Threat: zip readers disagree when the central directory and the local headers disagree, when names repeat or when
 * bytes hide between entries. Here the archive must be exactly: local header and data of each entry, in the order of
 * the central directory, without gaps; then the directory; then the end record; nothing after it. Zip64 numbers stand there
 * when a field cannot hold them and only then. Encryption, data descriptors, several disks, comments, other extra fields and
 * other methods than stored and deflated are refused by name.
 */
import type { ByteSource } from './byte-source.ts';
import { MAX_32, readZipEnd, uint64, viewOf, ZipRefused } from './zip-end.ts';

/** One file of the archive. Offsets are into the archive. */
export interface ZipEntry {
  readonly path: string;
  readonly method: 'stored' | 'deflated';
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly dataStart: number;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const LOCAL_LENGTH = 30;
const CENTRAL_LENGTH = 46;
/** A name of a pack has at most 240 characters; a zip64 field at most 28 bytes. */
const MOST_OF_ENTRY = CENTRAL_LENGTH + 65_535 + 28;
/** Threat: a directory that fills memory. Names of packs are far shorter than this on average. */
const MOST_OF_DIRECTORY = 512 * 1024 * 1024;
const ZIP64 = 1;

interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/**
 * Entries of an archive in directory order.
 * @throws ZipRefused with the exact reason.
 */
export function readZipDirectory(source: ByteSource, maxFiles: number): ZipEntry[] {
  const end = readZipEnd(source);
  if (end.count > maxFiles) throw new ZipRefused(`the archive holds ${end.count} files; at most ${maxFiles} are read`);
  if (end.size > Math.min(MOST_OF_DIRECTORY, end.count * MOST_OF_ENTRY))
    throw new ZipRefused('the central directory is longer or shorter than it says');
  const bytes = source.read(end.start, end.size);
  const reader = { bytes, view: viewOf(bytes) };
  const entries: ZipEntry[] = [];
  let at = 0;
  let expectedLocal = 0;
  for (let i = 0; i < end.count; i++) {
    const { entry, next, local } = readCentral(reader, at, i);
    if (local !== expectedLocal)
      throw new ZipRefused(
        `entry ${i}: its local header is at ${local}, expected ${expectedLocal}: hidden or shared bytes`,
      );
    const dataStart = checkLocal(source, local, entry, i);
    if (dataStart + entry.packed > end.start) throw new ZipRefused(`entry ${i}: its data reaches into the directory`);
    entries.push({ ...entry, dataStart });
    expectedLocal = dataStart + entry.packed;
    at = next;
  }
  if (at !== end.size) throw new ZipRefused('the central directory is longer or shorter than it says');
  if (expectedLocal !== end.start) throw new ZipRefused('bytes stand between the last entry and the directory');
  return entries;
}

type Central = { entry: Omit<ZipEntry, 'dataStart'>; next: number; local: number };

function readCentral({ bytes, view }: Reader, at: number, i: number): Central {
  if (at + CENTRAL_LENGTH > bytes.length || view.getUint32(at, true) !== CENTRAL)
    throw new ZipRefused(`entry ${i}: no central directory header where one is expected`);
  const flags = view.getUint16(at + 8, true);
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const external = view.getUint32(at + 38, true);
  const nameEnd = at + CENTRAL_LENGTH + nameLength;
  const next = nameEnd + extraLength;
  if (view.getUint16(at + 32, true) !== 0) throw new ZipRefused(`entry ${i}: extra fields and comments are not read`);
  if (next > bytes.length) throw new ZipRefused(`entry ${i}: its name is cut short`);
  if (view.getUint16(at + 34, true) !== 0) throw new ZipRefused(`entry ${i}: stands on another disk`);
  // Unix mode in the upper half: 0xa000 is a symbolic link, 0x4000 a folder; other non-file types exist.
  const kind = (external >>> 28) & 0xf;
  if (kind !== 0 && kind !== 8) throw new ZipRefused(`entry ${i}: is a link, a folder or a device, not a file`);
  const method = methodOf(view.getUint16(at + 10, true), flags, i);
  const [packed, size, local] = [20, 24, 42].map((field) => view.getUint32(at + field, true)) as [
    number,
    number,
    number,
  ];
  const large = packed === MAX_32 || size === MAX_32;
  if (large && packed !== size) throw new ZipRefused(`entry ${i}: zip64 names both sizes of an entry or none`);
  const long = zip64Of(bytes.subarray(nameEnd, next), (large ? 2 : 0) + (local === MAX_32 ? 1 : 0), i);
  const [longSize = size, longPacked = packed] = large ? long : [];
  if (large && longSize < MAX_32 && longPacked < MAX_32)
    throw new ZipRefused(`entry ${i}: zip64 sizes that need no zip64`);
  const longLocal = local === MAX_32 ? (long.at(-1) ?? 0) : local;
  if (local === MAX_32 && longLocal < MAX_32) throw new ZipRefused(`entry ${i}: a zip64 place that needs no zip64`);
  const entry = {
    path: asciiName(bytes.subarray(at + CENTRAL_LENGTH, nameEnd), i),
    method,
    crc: view.getUint32(at + 16, true),
    packed: longPacked,
    size: longSize,
  };
  if (entry.method === 'stored' && entry.packed !== entry.size)
    throw new ZipRefused(`entry ${i}: stored, but its two sizes differ`);
  return { entry, next, local: longLocal };
}

/** The numbers of a zip64 extra field, which is the only one there may be and holds exactly so many. */
function zip64Of(extra: Uint8Array, count: number, i: number): number[] {
  if (count === 0) {
    if (extra.length > 0) throw new ZipRefused(`entry ${i}: extra fields and comments are not read`);
    return [];
  }
  const view = viewOf(extra);
  const length = 8 * count;
  if (extra.length !== 4 + length || view.getUint16(0, true) !== ZIP64 || view.getUint16(2, true) !== length)
    throw new ZipRefused(`entry ${i}: asks for a zip64 field of ${count} numbers, and has another or none`);
  return Array.from({ length: count }, (_, n) => uint64(view, 4 + 8 * n));
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

function checkLocal(source: ByteSource, at: number, entry: Omit<ZipEntry, 'dataStart'>, i: number): number {
  const head = at + LOCAL_LENGTH > source.size ? undefined : viewOf(source.read(at, LOCAL_LENGTH));
  if (head === undefined || head.getUint32(0, true) !== LOCAL)
    throw new ZipRefused(`entry ${i}: no local header at ${at}`);
  const nameLength = head.getUint16(26, true);
  const extraLength = head.getUint16(28, true);
  const dataStart = at + LOCAL_LENGTH + nameLength + extraLength;
  if (dataStart > source.size) throw new ZipRefused(`entry ${i}: its local header is cut short`);
  const rest = source.read(at + LOCAL_LENGTH, nameLength + extraLength);
  const large = entry.size >= MAX_32 || entry.packed >= MAX_32;
  const [size = entry.size, packed = entry.packed] = zip64Of(rest.subarray(nameLength), large ? 2 : 0, i);
  const short = (number: number) => (large ? MAX_32 : number);
  const same =
    asciiName(rest.subarray(0, nameLength), i) === entry.path &&
    methodOf(head.getUint16(8, true), head.getUint16(6, true), i) === entry.method &&
    head.getUint32(14, true) === entry.crc &&
    head.getUint32(18, true) === short(entry.packed) &&
    head.getUint32(22, true) === short(entry.size) &&
    size === entry.size &&
    packed === entry.packed;
  if (!same) throw new ZipRefused(`entry ${i}: its local header and the directory disagree`);
  return dataStart;
}
