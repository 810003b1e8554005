import { utf8 } from '@remit/core';
import { describe, expect, it } from 'vitest';
import { digestOf, keepDeflated, keepDigest } from './file-content.ts';
import { contentsOf, packFiles } from './pack-files.ts';

const LARGE = utf8('a line that repeats\n'.repeat(20_000));

describe('large files of a pack', () => {
  it('[imported.held] are held deflated or by their digest, and give the same bytes each time', () => {
    const again: number[] = [];
    const kept = keepDigest(LARGE, () => {
      again.push(1);
      return LARGE;
    });
    const files = packFiles([
      ['a', utf8('small')],
      ['b', keepDeflated(LARGE)],
      ['c', kept],
    ]);
    expect(files).not.toBeInstanceOf(Map);
    expect([...files.keys()]).toEqual(['a', 'b', 'c']);
    expect(files.size).toBe(3);
    expect([...files.values()].map(({ length }) => length)).toEqual([5, LARGE.length, LARGE.length]);
    expect(again).toHaveLength(1);
    expect(Buffer.compare(files.get('b') ?? new Uint8Array(), LARGE)).toBe(0);
    expect([files.has('d'), files.get('d')]).toEqual([false, undefined]);
    const paths: string[] = [];
    files.forEach((bytes, path) => paths.push(`${path} ${bytes.length > 0}`));
    expect(paths).toEqual(['a true', 'b true', 'c true']);
    expect([...contentsOf(files).values()].map(digestOf)[1]).toBe(digestOf(LARGE));
  });

  it('is a plain map when all files are small', () => {
    expect(packFiles([['a', utf8('x')]])).toBeInstanceOf(Map);
  });
});
