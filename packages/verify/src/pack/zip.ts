/** Opens a zip archive as a pack. The archive's rules are in zip-directory.ts; here the data is inflated within limits. */
import { inflateRawSync } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import { memorySource } from './byte-source.ts';
import { crc32 } from './crc32.ts';
import type { FileContent } from './file-content.ts';
import { fileSource } from './file-source.ts';
import { createHolder } from './hold-bundles.ts';
import { packFiles } from './pack-files.ts';
import { packPathProblems, printable } from './pack-path.ts';
import type { PackLimits, PackSource } from './pack-source.ts';
import { defaultLimits } from './pack-source.ts';
import type { ZipEntry } from './zip-directory.ts';
import { readZipDirectory } from './zip-directory.ts';
import { ZipRefused } from './zip-end.ts';

const MEBIBYTE = 1024 * 1024;

/** Opens a zip file. Never throws for what the file holds; throws when the file cannot be read at all. */
export function openPackZip(path: string, limits: PackLimits = defaultLimits): PackSource {
  const file = fileSource(path);
  try {
    return refusedSize(file, limits) ?? packFrom(file, { size: file.size, read: file.again }, limits);
  } finally {
    file.close();
  }
}

/** What {@link openPackZip} says of an archive that is larger than the limits. */
export function refusedSize({ size }: ByteSource, { archiveBytes }: PackLimits): PackSource | undefined {
  if (size <= archiveBytes) return undefined;
  return refused(`the archive has ${size} bytes; at most ${archiveBytes} are read`);
}

/** Opens a zip archive from its bytes. Never throws. */
export function packFromZip(archive: Uint8Array, limits: PackLimits = defaultLimits): PackSource {
  const source = memorySource(archive);
  return packFrom(source, source, limits);
}

/** `later`: where large files are read again from. */
function packFrom(source: ByteSource, later: ByteSource, limits: PackLimits): PackSource {
  const hold = createHolder();
  return sourceOf(() =>
    readEntries(source, limits, (entry) => hold(entry.path, unpack(source, entry), () => unpack(later, entry))),
  );
}

/** The files of an archive that may be one. Each is unpacked and checked now; large ones are unpacked again when they are read. */
export function readEntries<T>(
  source: ByteSource,
  limits: PackLimits,
  contentOf: (entry: ZipEntry) => T,
): { readonly problems: readonly string[]; readonly files: [string, T][] } {
  const entries = readZipDirectory(source, limits.files);
  const problems = [...packPathProblems(entries.map((entry) => entry.path)), ...sizeProblems(entries, limits)];
  if (problems.length > 0) return { problems, files: [] };
  const files = entries.map((entry): [string, T] => [entry.path, contentOf(entry)]);
  return { problems, files: files.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) };
}

/** The pack, or why it is refused. */
export function sourceOf(read: () => { problems: readonly string[]; files: [string, FileContent][] }): PackSource {
  try {
    const { problems, files } = read();
    return problems.length > 0
      ? { kind: 'zip', files: new Map(), problems }
      : { kind: 'zip', files: packFiles(files), problems };
  } catch (error) {
    if (error instanceof ZipRefused) return refused(error.message);
    throw error;
  }
}

function refused(problem: string): PackSource {
  return { kind: 'zip', files: new Map(), problems: [problem] };
}

// Threat: a zip bomb. The declared sizes are checked before anything is inflated, and inflating stops at the declared
// size, so the memory used never exceeds the limits.
function sizeProblems(entries: readonly ZipEntry[], limits: PackLimits): string[] {
  const problems: string[] = [];
  let total = 0;
  for (const { path, size, packed } of entries) {
    total += size;
    if (size > limits.fileBytes)
      problems.push(`${printable(path)}: ${size} bytes unpacked; at most ${limits.fileBytes} are read`);
    if (size > MEBIBYTE && size > packed * limits.ratio)
      problems.push(`${printable(path)}: unpacks to more than ${limits.ratio} times its packed size`);
  }
  if (total > limits.totalBytes) problems.push(`unpacks to ${total} bytes; at most ${limits.totalBytes} are read`);
  return problems;
}

/** The bytes of one entry. @throws ZipRefused when they are not what the directory says. */
export function unpack(source: ByteSource, entry: ZipEntry): Uint8Array {
  const packed = source.read(entry.dataStart, entry.packed);
  const bytes = entry.method === 'stored' ? packed.slice() : inflate(packed, entry);
  if (bytes.length !== entry.size)
    throw new ZipRefused(`${printable(entry.path)}: unpacks to another size than it says`);
  if (crc32(bytes) !== entry.crc) throw new ZipRefused(`${printable(entry.path)}: its checksum is wrong`);
  return bytes;
}

function inflate(packed: Uint8Array, entry: ZipEntry): Uint8Array {
  try {
    // `info` also tells how many packed bytes were used: bytes after the end of the stream would be hidden content.
    const result: unknown = inflateRawSync(packed, {
      maxOutputLength: Math.max(entry.size, 1),
      // Room for all of it at once: pieces would be copied.
      chunkSize: entry.size + 64,
      info: true,
    });
    // With `info: true` node:zlib returns { buffer, engine }, which its type does not say.
    const { buffer, engine } = result as { buffer: Uint8Array; engine: { bytesWritten: number } };
    if (engine.bytesWritten !== packed.length) throw new ZipRefused(`${printable(entry.path)}: bytes follow its data`);
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  } catch (error) {
    if (error instanceof ZipRefused) throw error;
    throw new ZipRefused(`${printable(entry.path)}: its compressed data is damaged or longer than it says`);
  }
}
