/**
 * Looks for known values in everything that is left of a data folder: every byte of every file (pages of databases, free
 * pages, write-ahead logs, key files, archives), unpacked where it is packed, decrypted under every key that any of the
 * files gives. For the test of erasure: before it, this must find the values; after it, nothing.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { allKeys, type Chunk, decrypted } from './recovery-keys.ts';
import { longRows } from './sqlite-pages.ts';

/** What was found of each value: places, at most a few. */
export type Found = ReadonlyMap<string, readonly string[]>;

const MOST_PLACES = 5;
/** Bytes that are decrypted from one offset: a page of a database, a piece of an archive. */
const ROW = 5_000;
const PIECE = 1 << 20;

/** Searches folders together: a key from one opens what lies in another. */
export function recoverValues(folders: readonly string[], values: readonly string[]): Found {
  return recoverFrom(folders.flatMap(readFolder), values);
}

/** Searches bytes, wherever they are from. */
export function recoverFrom(chunks: readonly Chunk[], values: readonly string[]): Found {
  const needles = values.map((value) => ({ value, forms: formsOf(value) }));
  const found = new Map<string, string[]>(values.map((value) => [value, []]));
  const search = (where: string, bytes: Buffer) => {
    for (const { value, forms } of needles) {
      const places = found.get(value) ?? [];
      if (places.length < MOST_PLACES && !places.includes(where) && forms.some((form) => bytes.includes(form)))
        places.push(where);
    }
    const packed = bytes.indexOf(Buffer.from([0x1f, 0x8b, 0x08]));
    if (packed !== -1) for (const plain of unpacked(bytes, packed)) search(`${where}, unpacked`, plain);
  };
  for (const { where, bytes } of chunks) search(where, bytes);
  for (const [n, key] of allKeys(chunks).entries())
    for (const { where, bytes } of chunks) {
      const most = where.includes('/ingest/') ? PIECE : ROW;
      for (const plain of decrypted(bytes, key, most)) search(`${where}, under key ${n}`, plain);
    }
  return found;
}

/** A value as it is, and in the encodings in which it may hide. */
function formsOf(value: string): Buffer[] {
  const core = (encoding: 'base64' | 'base64url', shift: number) => {
    const letters = Buffer.from('\0'.repeat(shift) + value)
      .toString(encoding)
      .replace(/=+$/, '');
    return letters.slice(shift === 0 ? 0 : shift + 1, -2);
  };
  return [
    Buffer.from(value),
    Buffer.from(value, 'utf16le'),
    Buffer.from(Buffer.from(value).toString('hex')),
    ...(['base64', 'base64url'] as const).flatMap((encoding) =>
      [0, 1, 2].map((shift) => Buffer.from(core(encoding, shift))),
    ),
  ];
}

/** Every file of a folder, rows that lie in several pages of SQLite put together, and bytes that a dump writes in hexadecimal. */
export function readFolder(folder: string): Chunk[] {
  const chunks: Chunk[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    const where = join(basename(folder), name);
    const bytes = readFileSync(path);
    chunks.push({ where, bytes });
    for (const row of longRows(bytes)) chunks.push({ where: `${where}, row`, bytes: row });
    if (name.endsWith('.dump'))
      for (const [, hex = ''] of bytes.toString('latin1').matchAll(/\\x([0-9a-f]{40,})/g))
        chunks.push({ where: `${where}, value`, bytes: Buffer.from(hex, 'hex') });
  }
  return chunks;
}

function* unpacked(bytes: Buffer, first: number): Generator<Buffer, void, undefined> {
  for (let at = first; at !== -1; at = bytes.indexOf(Buffer.from([0x1f, 0x8b, 0x08]), at + 1))
    try {
      // What can be unpacked of a stream that is cut off counts too.
      yield gunzipSync(bytes.subarray(at), { finishFlush: constants.Z_SYNC_FLUSH });
    } catch {
      // Three bytes that only look like the beginning.
    }
}
