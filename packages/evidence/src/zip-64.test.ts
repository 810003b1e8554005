/** Archives that need zip64: more than 65,534 files, more than 4 GiB. Holes stand for the data, so that no disk is filled. */
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utf8 } from '@remit/core';
import type { FileContent } from '@remit/verify';
import { defaultLimits, openPackZip, packFiles } from '@remit/verify';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archivePieces } from './zip-archive.ts';
import { zipPack, zipPieces } from './zip-pack.ts';

const has = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
const python = has('python3', '-c', 'import zipfile');
const unzip = has('unzip', '-v');

/** Never touched, so that no memory is used for it. */
const HOLE = new Uint8Array(2 ** 30);
const LONG = 5_000_000_000;
const hole = (size: number): FileContent => ({
  size,
  sha256: '',
  bytes: () => HOLE,
  deflated: { data: HOLE, crc: 7 },
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zip64-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes pieces, with holes left out. */
function writeSparse(path: string, pieces: Iterable<Uint8Array>): number {
  const file = openSync(path, 'w');
  let at = 0;
  for (const piece of pieces) {
    if (piece !== HOLE) writeSync(file, piece, 0, piece.length, at);
    at += piece.length;
  }
  ftruncateSync(file, at);
  closeSync(file);
  return at;
}

/** The names and numbers that Python reads, and the bytes of the last file. */
function readByPython(path: string): { entries: [string, number, number, number][]; last: string } {
  const script =
    'import json,sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\ni=z.infolist()\nprint(json.dumps({"entries":[[e.filename,e.file_size,e.compress_size,e.header_offset] for e in i],"last":z.read(i[-1]).decode()}))';
  const { stdout, stderr } = spawnSync('python3', ['-c', script, path], { maxBuffer: 2 ** 28 });
  if (stdout.length === 0) throw new Error(String(stderr));
  // Printed by the lines above.
  return JSON.parse(String(stdout)) as ReturnType<typeof readByPython>;
}

const large: readonly (readonly [string, FileContent])[] = [
  ['a/large', hole(LONG)],
  ['b', hole(2 ** 32 - 1)],
  ['c', hole(2 ** 32 - 2)],
  ['d', hole(3)],
  ['e', hole(LONG)],
  ['f', utf8('the last file')],
];

describe('zip64', () => {
  it('[evidence.zip64] sizes and places above 4 GiB are read as they were written', () => {
    const path = join(folder, 'large.zip');
    expect(writeSparse(path, archivePieces(large))).toBeGreaterThan(5 * 2 ** 30);
    const { problems } = openPackZip(path, { ...defaultLimits, ratio: 1000 });
    expect(problems).toEqual([
      `"a/large": ${LONG} bytes unpacked; at most ${defaultLimits.fileBytes} are read`,
      `"b": ${2 ** 32 - 1} bytes unpacked; at most ${defaultLimits.fileBytes} are read`,
      `"c": ${2 ** 32 - 2} bytes unpacked; at most ${defaultLimits.fileBytes} are read`,
      `"e": ${LONG} bytes unpacked; at most ${defaultLimits.fileBytes} are read`,
    ]);
  });

  it.skipIf(!python)('[evidence.zip64] Python reads them too (skipped: python3 is not installed)', () => {
    const path = join(folder, 'python.zip');
    writeSparse(path, archivePieces(large));
    const { entries, last } = readByPython(path);
    expect(entries.map(([name, size, packed]) => [name, size, packed])).toEqual([
      ...large.slice(0, 5).map(([name, content]) => [name, (content as { size: number }).size, HOLE.length]),
      ['f', 13, entries[5]?.[2]],
    ]);
    expect(entries[5]?.[3]).toBeGreaterThan(5 * 2 ** 30);
    expect(last).toBe('the last file');
  });

  it.skipIf(!unzip)('[evidence.zip64] unzip lists them too (skipped: unzip is not installed)', () => {
    const path = join(folder, 'unzip.zip');
    writeSparse(path, archivePieces(large));
    expect(String(spawnSync('unzip', ['-l', path]).stdout)).toMatch(/^5000000000 .* a\/large$/m);
    expect(String(spawnSync('unzip', ['-p', path, 'f']).stdout)).toBe('the last file');
  });

  it('[evidence.zip64] more than 65,534 files are read as they were written', () => {
    const path = join(folder, 'many.zip');
    const names = Array.from({ length: 65_600 }, (_, n) => `f/${String(n).padStart(5, '0')}`);
    const files = packFiles(names.map((name) => [name, utf8(name)]));
    writeFileSync(path, Buffer.concat([...zipPieces(files)]));
    const read = openPackZip(path);
    expect(read.problems).toEqual([]);
    expect([...read.files.keys()]).toEqual(names);
    expect(read.files.get('f/65599')).toEqual(utf8('f/65599'));
    if (python) expect(readByPython(path).entries).toHaveLength(65_600);
    expect(openPackZip(path, { ...defaultLimits, files: 65_599 }).problems.join()).toMatch(/holds 65600 files/);
  });

  it('[evidence.zip64] pieces and the archive in memory are the same bytes', () => {
    const files = packFiles([
      ['a', utf8('small')],
      ['b', Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * i) % 251)],
      ['c', utf8('last')],
    ]);
    expect(Buffer.compare(Buffer.concat([...zipPieces(files)]), zipPack(files))).toBe(0);
  });

  it('[evidence.zip64] one changed byte in a number or a mark of it is refused, whichever', () => {
    const path = join(folder, 'changed.zip');
    const size = writeSparse(path, archivePieces(large));
    const limits = { ...defaultLimits, ratio: 1000 };
    const honest = openPackZip(path, limits).problems.join();
    const file = openSync(path, 'r+');
    try {
      const end = size - 98;
      // Version made by and version needed say nothing that is read.
      const spared = new Set([end + 12, end + 13, end + 14, end + 15]);
      const directory = Number(new DataView(bytesAt(file, end + 48, 8).buffer).getBigUint64(0, true));
      fc.assert(
        fc.property(fc.integer({ min: directory, max: size - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
          const before = bytesAt(file, at, 1);
          writeSync(
            file,
            before.map((byte) => byte ^ change),
            0,
            1,
            at,
          );
          const says = openPackZip(path, limits).problems.join();
          writeSync(file, before, 0, 1, at);
          // In the directory itself versions, times and attributes are free, and a name is a name.
          if (at >= end && !spared.has(at)) expect(says, `byte ${at - end} of the end`).not.toBe(honest);
          expect(says).not.toBe('');
        }),
        { numRuns: 200 },
      );
      expect(openPackZip(path, limits).problems.join()).toBe(honest);
    } finally {
      closeSync(file);
    }
  });

  it('[evidence.zip64] an archive that uses it without need is refused', () => {
    const plain = Buffer.from(zipPack(new Map([['f', utf8('x')]])));
    const end = plain.subarray(plain.length - 22);
    const record = Buffer.alloc(76);
    record.writeUInt32LE(0x06064b50, 0);
    record.writeBigUInt64LE(44n, 4);
    record.writeBigUInt64LE(1n, 24);
    record.writeBigUInt64LE(1n, 32);
    record.writeBigUInt64LE(BigInt(end.readUInt32LE(12)), 40);
    record.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48);
    record.writeUInt32LE(0x07064b50, 56);
    record.writeBigUInt64LE(BigInt(plain.length - 22), 64);
    record.writeUInt32LE(1, 72);
    for (const marked of [false, true]) {
      const last = Buffer.from(end);
      if (marked) last.writeUInt32LE(0xffffffff, 16);
      const path = join(folder, `needless-${marked}.zip`);
      writeFileSync(path, Buffer.concat([plain.subarray(0, plain.length - 22), record, last]));
      expect(openPackZip(path).problems.join()).toMatch(marked ? /two end records disagree/ : /does not end where/);
    }
  });
});

function bytesAt(file: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  readSync(file, bytes, 0, length, at);
  return bytes;
}
