import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { utf8 } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32.ts';
import { defaultLimits } from './pack-source.ts';
import { openPackZip, packFromZip } from './zip.ts';

interface Part {
  readonly name: string;
  readonly content?: Uint8Array;
  readonly stored?: boolean;
  /** Changes fields of the local header, the directory header, or both. */
  readonly local?: (header: DataView) => void;
  readonly central?: (header: DataView) => void;
  readonly both?: (header: DataView, kind: 'local' | 'central') => void;
}

/** A zip writer that can be made to lie. */
function zip(parts: readonly Part[], end?: (record: DataView) => void): Uint8Array {
  const chunks: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const part of parts) {
    const content = part.content ?? utf8(part.name);
    const data = part.stored === true ? content : new Uint8Array(deflateRawSync(content));
    const name = utf8(part.name);
    const fields: [number, number, 2 | 4][] = [
      [0, 20, 2],
      [2, 0, 2],
      [4, part.stored === true ? 0 : 8, 2],
      [6, 0, 2],
      [8, 33, 2],
      [10, crc32(content), 4],
      [14, data.length, 4],
      [18, content.length, 4],
      [22, name.length, 2],
      [24, 0, 2],
    ];
    const local = header(30, 0x04034b50, 4, fields);
    const central = header(46, 0x02014b50, 6, fields);
    central.setUint32(42, at, true);
    part.both?.(local, 'local');
    part.both?.(central, 'central');
    part.local?.(local);
    part.central?.(central);
    chunks.push(bytesOf(local), name, data);
    directory.push(bytesOf(central), name);
    at += 30 + name.length + data.length;
  }
  const size = directory.reduce((sum, chunk) => sum + chunk.length, 0);
  const record = header(22, 0x06054b50, 4, [
    [4, parts.length, 2],
    [6, parts.length, 2],
    [8, size, 4],
    [12, at, 4],
  ]);
  end?.(record);
  return new Uint8Array(Buffer.concat([...chunks, ...directory, bytesOf(record)]));
}

function header(length: number, signature: number, base: number, fields: [number, number, 2 | 4][]): DataView {
  const view = new DataView(new ArrayBuffer(length));
  view.setUint32(0, signature, true);
  for (const [offset, value, width] of fields) {
    if (width === 2) view.setUint16(base + offset, value, true);
    else view.setUint32(base + offset, value, true);
  }
  return view;
}

const bytesOf = (view: DataView) => new Uint8Array(view.buffer);
const refusal = (bytes: Uint8Array) => packFromZip(bytes).problems.join('; ');
const good: Part = { name: 'a/b.txt' };

describe('reading a zip', () => {
  it('[verify.zip] reads what is written, stored or deflated', () => {
    const pack = packFromZip(
      zip([good, { name: 'c.json', stored: true }, { name: 'empty', content: new Uint8Array() }]),
    );
    expect(pack.problems).toEqual([]);
    expect([...pack.files]).toEqual([
      ['a/b.txt', utf8('a/b.txt')],
      ['c.json', utf8('c.json')],
      ['empty', new Uint8Array()],
    ]);
  });

  const at = (kind: 'local' | 'central', local: number) => local + (kind === 'local' ? 0 : 2);
  const lies: [string, Part[], RegExp][] = [
    ['the same name twice', [good, good], /stands twice/],
    ['names that differ in case only', [good, { name: 'A/b.txt' }], /stands twice/],
    ['a path that climbs', [{ name: '../evil' }], /leaves its folder/],
    ['a path that climbs later', [{ name: 'a/../../evil' }], /leaves its folder/],
    ['an absolute path', [{ name: '/etc/passwd' }], /leaves its folder/],
    ['a backslash', [{ name: 'a\\b' }], /character that packs do not use/],
    ['a drive letter', [{ name: 'C:evil' }], /character that packs do not use/],
    ['a hidden file', [{ name: '.profile' }], /character that packs do not use/],
    ['a folder entry', [{ name: 'a/' }], /leaves its folder/],
    ['a name with a line feed', [{ name: 'a\nb' }], /not plain ASCII/],
    ['a name in other letters', [{ name: 'é' }], /not plain ASCII/],
    [
      'a symbolic link',
      [{ ...good, central: (h) => h.setUint32(38, 0xa1ff0000, true) }],
      /a link, a folder or a device/,
    ],
    ['encryption', [{ ...good, both: (h, kind) => h.setUint16(at(kind, 6), 1, true) }], /encrypted/],
    ['a data descriptor', [{ ...good, both: (h, kind) => h.setUint16(at(kind, 6), 8, true) }], /data descriptor/],
    ['another method', [{ ...good, both: (h, kind) => h.setUint16(at(kind, 8), 12, true) }], /method 12/],
    ['headers that disagree about the size', [{ ...good, local: (h) => h.setUint32(22, 9, true) }], /disagree/],
    ['headers that disagree about the method', [{ ...good, local: (h) => h.setUint16(8, 0, true) }], /disagree/],
    ['extra fields', [{ ...good, local: (h) => h.setUint16(28, 4, true) }], /extra fields/],
    ['a wrong checksum', [{ ...good, both: (h, kind) => h.setUint32(at(kind, 14), 1, true) }], /checksum/],
    [
      'a size that is too small',
      [{ ...good, both: (h, kind) => h.setUint32(at(kind, 22), 3, true) }],
      /damaged or longer/,
    ],
    ['a size that is too large', [{ ...good, both: (h, kind) => h.setUint32(at(kind, 22), 30, true) }], /another size/],
    ['zip64 sizes', [{ ...good, both: (h, kind) => h.setUint32(at(kind, 22), 0xffffffff, true) }], /zip64/],
    [
      'entries that share bytes',
      [good, { ...good, name: 'c', central: (h) => h.setUint32(42, 0, true) }],
      /hidden or shared/,
    ],
  ];
  it.each(lies)('[verify.zip] refuses %s', (_name, parts, expected) => {
    expect(refusal(zip(parts))).toMatch(expected);
    expect(packFromZip(zip(parts)).files.size).toBe(0);
  });

  it('[verify.zip] refuses hidden bytes before, between, inside and after', () => {
    const archive = zip([good]);
    expect(refusal(new Uint8Array([0, ...archive]))).toMatch(/does not end where|hidden/);
    expect(refusal(new Uint8Array([...archive, 0]))).toMatch(/no zip end record/);
    expect(refusal(zip([good], (end) => end.setUint16(20, 3, true)))).toMatch(/comment/);
    expect(refusal(zip([good], (end) => end.setUint16(10, 2, true)))).toMatch(/several disks/);
    expect(refusal(zip([good], (end) => end.setUint32(16, 0, true)))).toMatch(/does not end where/);
    expect(refusal(new Uint8Array())).toMatch(/no zip end record/);
  });

  it('[verify.zip] refuses bytes after the end of a compressed stream', () => {
    const stream = new Uint8Array([...deflateRawSync('hello'), 1, 2, 3]);
    const forged = zip([{ name: 'x', content: stream, stored: true }]);
    // A stored entry turned into a deflated one whose stream ends early.
    const view = new DataView(forged.buffer);
    const central = forged.length - 22 - 46 - 1;
    for (const [offset, value] of [
      [8, 8],
      [central + 10, 8],
    ] as const)
      view.setUint16(offset, value, true);
    for (const offset of [22, central + 24]) view.setUint32(offset, 5, true);
    for (const offset of [14, central + 16]) view.setUint32(offset, crc32(utf8('hello')), true);
    expect(refusal(forged)).toMatch(/bytes follow its data/);
  });

  it('[verify.zip-bomb] refuses by declared size before inflating, and by ratio', () => {
    const zeros = new Uint8Array(2 * 1024 * 1024);
    expect(refusal(zip([{ name: 'zeros', content: zeros }]))).toMatch(/250 times/);
    const limits = { ...defaultLimits, fileBytes: 10, totalBytes: 25, files: 3 };
    expect(packFromZip(zip([{ name: 'x', content: new Uint8Array(11) }]), limits).problems.join()).toMatch(
      /at most 10/,
    );
    const three = ['a', 'b', 'c'].map((name) => ({ name, content: new Uint8Array(9) }));
    expect(packFromZip(zip(three), limits).problems.join()).toMatch(/at most 25/);
    expect(packFromZip(zip([...three, { name: 'd' }]), limits).problems.join()).toMatch(/at most 3/);
  });

  it('refuses an archive that is too large without reading it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pack-'));
    try {
      writeFileSync(join(folder, 'p.zip'), zip([good]));
      expect(openPackZip(join(folder, 'p.zip')).problems).toEqual([]);
      expect(openPackZip(join(folder, 'p.zip'), { ...defaultLimits, archiveBytes: 20 }).problems.join()).toMatch(
        /at most 20/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('[verify.hostile-zip] never throws, whatever the bytes', () => {
    const archive = zip([good, { name: 'c.json', stored: true }, { name: 'd', content: new Uint8Array(300) }]);
    let refused = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (edits) => {
          const bytes = Uint8Array.from(archive);
          for (const [offset, value] of edits) bytes[offset] = value;
          const pack = packFromZip(bytes);
          if (pack.problems.length > 0) refused += 1;
          for (const path of pack.files.keys()) expect(path).toMatch(/^[A-Za-z0-9_./-]+$/);
        },
      ),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => packFromZip(bytes).problems.length > 0),
      { numRuns: 1000 },
    );
    console.log(`altered archives: 2000, refused: ${refused}; random bytes: 1000, all refused`);
    expect(refused).toBeGreaterThan(1500);
  });
});

it('crc32 gives the check value of the standard', () => {
  expect(crc32(utf8('123456789'))).toBe(0xcbf43926);
});
