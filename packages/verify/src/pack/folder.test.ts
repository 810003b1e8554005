import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utf8 } from '@remit/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPackFolder } from './folder.ts';
import { defaultLimits } from './pack-source.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pack-'));
  mkdirSync(join(folder, 'a'));
  writeFileSync(join(folder, 'a', 'b.txt'), 'x');
  writeFileSync(join(folder, 'c.txt'), 'yy');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a folder', () => {
  it('[verify.folder] is read as its regular files, in order', () => {
    const pack = openPackFolder(folder);
    expect(pack.problems).toEqual([]);
    expect([...pack.files]).toEqual([
      ['a/b.txt', utf8('x')],
      ['c.txt', utf8('yy')],
    ]);
  });

  it('[verify.folder] is refused with a link to a file or a folder, or a name that packs do not use', () => {
    symlinkSync('/etc/passwd', join(folder, 'link'));
    symlinkSync('/etc', join(folder, 'a', 'folder'));
    writeFileSync(join(folder, '.hidden'), '');
    writeFileSync(join(folder, 'with space'), '');
    const { problems } = openPackFolder(folder);
    expect(problems).toHaveLength(4);
    expect(problems.join()).toMatch(/"link": is a link/);
  });

  it('[verify.folder] is refused when it is larger than the limits', () => {
    for (const limits of [{ files: 1 }, { fileBytes: 1 }, { totalBytes: 2 }])
      expect(openPackFolder(folder, { ...defaultLimits, ...limits }).problems.join()).toMatch(/larger than the limits/);
  });

  it('throws only when there is no folder', () => {
    expect(() => openPackFolder(join(folder, 'nothing'))).toThrow(/ENOENT/);
  });
});
