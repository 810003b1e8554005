import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followLinks } from './link-probe.ts';

describe('following links', () => {
  let top = '';
  beforeAll(() => {
    top = realpathSync(mkdtempSync(join(tmpdir(), 'follow-links-')));
    mkdirSync(join(top, 'real/sub'), { recursive: true });
    writeFileSync(join(top, 'real/file'), 'x');
    symlinkSync('real', join(top, 'link'));
    symlinkSync('link', join(top, 'second'));
    symlinkSync('gone', join(top, 'dangling'));
    symlinkSync('loop', join(top, 'loop'));
  });
  afterAll(() => rmSync(top, { recursive: true }));

  it.each<[string, string | undefined]>([
    ['real/file', 'real/file'],
    ['link/file', 'real/file'],
    ['second/sub', 'real/sub'],
    ['real/new', 'real/new'],
    ['second/new/er/still', 'real/new/er/still'],
    ['new', 'new'],
    ['dangling', undefined],
    ['dangling/x/y', undefined],
    ['loop', undefined],
    ['loop/x', undefined],
    ['real/file/x', undefined],
    [`real/${'n'.repeat(300)}`, undefined],
  ])('[scope.links] %s leads to %s', (path, expected) => {
    expect(followLinks(`${top}/${path}`)).toBe(expected === undefined ? undefined : `${top}/${expected}`);
  });

  it('answers for the root of the file system', () => {
    expect(followLinks('/')).toBe('/');
    expect(followLinks('/surely-not-there-7f3a/x')).toBe('/surely-not-there-7f3a/x');
  });
});
