/** Opens a zip archive in a browser: the rules of zip-directory.ts, inflated by the platform. */
import type { PackSource, ZipEntry } from '@remit/verify/in-browser';
import {
  crc32,
  defaultLimits,
  memorySource,
  packFromFiles,
  packPathProblems,
  printable,
  readZipDirectory,
  ZipRefused,
} from '@remit/verify/in-browser';

/** All files are in memory at once here. */
const MOST_BYTES = 2 * 1024 * 1024 * 1024;
const MEBIBYTE = 1024 * 1024;

/** The archive as a pack. Never throws for what it holds. */
export async function openZip(archive: Uint8Array<ArrayBuffer>): Promise<PackSource> {
  try {
    const entries = readZipDirectory(memorySource(archive), defaultLimits.files);
    const problems = [...packPathProblems(entries.map(({ path }) => path)), ...sizeProblems(entries)];
    if (problems.length > 0) return { kind: 'zip', files: new Map(), problems };
    const files = new Map<string, Uint8Array>();
    for (const entry of [...entries].sort((a, b) => (a.path < b.path ? -1 : 1)))
      files.set(entry.path, await unpack(archive, entry));
    return { ...packFromFiles(files), kind: 'zip' };
  } catch (error) {
    if (error instanceof ZipRefused) return { kind: 'zip', files: new Map(), problems: [error.message] };
    throw error;
  }
}

// Threat: a zip bomb. Declared sizes are checked first, and reading stops at them.
function sizeProblems(entries: readonly ZipEntry[]): string[] {
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  const bombs = entries.filter(
    ({ size, packed }) => size > defaultLimits.fileBytes || (size > MEBIBYTE && size > packed * defaultLimits.ratio),
  );
  return [
    ...bombs.map(({ path }) => `${printable(path)}: larger than this verifier reads`),
    ...(total > MOST_BYTES ? [`unpacks to ${total} bytes; at most ${MOST_BYTES} are read here: use verify.mjs`] : []),
  ];
}

async function unpack(archive: Uint8Array<ArrayBuffer>, entry: ZipEntry): Promise<Uint8Array> {
  const packed = archive.subarray(entry.dataStart, entry.dataStart + entry.packed);
  const bytes = entry.method === 'stored' ? packed.slice() : await inflate(packed, entry);
  if (bytes.length !== entry.size)
    throw new ZipRefused(`${printable(entry.path)}: unpacks to another size than it says`);
  if (crc32(bytes) !== entry.crc) throw new ZipRefused(`${printable(entry.path)}: its checksum is wrong`);
  return bytes;
}

async function inflate(packed: Uint8Array<ArrayBuffer>, entry: ZipEntry): Promise<Uint8Array> {
  const out = new Uint8Array(entry.size);
  let at = 0;
  try {
    // Bytes after the end of the data make the stream fail, as they should.
    const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (at + part.value.length > entry.size) throw new RangeError('longer than it says');
      out.set(part.value, at);
      at += part.value.length;
    }
  } catch {
    throw new ZipRefused(`${printable(entry.path)}: its compressed data is damaged or longer than it says`);
  }
  return out.subarray(0, at);
}
