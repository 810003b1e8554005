import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followLinks } from '../link-probe.ts';
import type { PathWithin } from './path-within.ts';
import { checkPathWithin } from './path-within.ts';

const noLinks = (path: string): string => path;

function within(roots: string[], more: Partial<PathWithin> = {}): PathWithin {
  return { kind: 'path-within', roots, links: 'resolve', ...more };
}

describe('the lexical half', () => {
  const condition = within(['/srv/case-1', '/srv/case-2'], { links: 'unchecked' });
  it.each<[unknown, string | undefined]>([
    ['/srv/case-1/a.txt', undefined],
    ['/srv/case-1', undefined],
    ['/srv/case-1/', undefined],
    ['/srv/case-2/deep/er', undefined],
    ['/srv/case-1/x/../a.txt', undefined],
    ['/srv/case-1//a.txt', undefined],
    ['/srv/case-1/../case-2/a', undefined],
    ['/srv/case-1/../case-3/a', 'outside'],
    ['/srv/case-1/../../etc/passwd', 'outside'],
    ['/srv/case-10/a', 'outside'],
    ['/srv/CASE-1/a', 'outside'],
    ['/Srv/case-1/a', 'outside'],
    ['/srv', 'outside'],
    ['/', 'outside'],
    ['/srv/case-1./a', 'trailing-dot'],
    ['/srv/case-1/%2e%2e/case-3', 'percent-encoded'],
    ['/srv/case-1\\..\\case-3', 'backslash'],
    ['srv/case-1/a', 'relative'],
    ['~/case-1', 'home-relative'],
    [['/srv/case-1/a'], 'not-a-string'],
    [{ toString: () => '/srv/case-1/a' }, 'not-a-string'],
    [null, 'not-a-string'],
  ])('[scope.path] %j: %s', (value, reason) => {
    expect(checkPathWithin(value, condition, undefined).reason).toBe(reason);
  });

  it('[scope.path] takes a relative path below its base only', () => {
    const based = within(['/srv/case-1'], { links: 'unchecked', base: '/srv/case-1' });
    expect(checkPathWithin('a.txt', based, undefined)).toEqual({ path: '/srv/case-1/a.txt' });
    expect(checkPathWithin('../case-2/a', based, undefined)).toEqual({ path: '/srv/case-2/a', reason: 'outside' });
  });

  it('[scope.path] no accepted path normalises outside the roots', () => {
    const roots = ['/srv/case-1', '/srv/case-2', '/a'];
    const segment = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          '..',
          '.',
          '',
          'srv',
          'case-1',
          'case-2',
          'case-3',
          'a',
          'etc',
          '...',
          '.. ',
          '%2e%2e',
          '\\..',
          '~',
          'CASE-1',
        ),
      },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
    );
    const path = fc.array(segment, { maxLength: 10 }).map((parts) => parts.join('/'));
    const value = fc
      .tuple(fc.constantFrom('', '/', '//', '/srv/case-1/', '/srv/', '/a/'), path)
      .map((parts) => parts.join(''));
    let accepted = 0;
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, '/srv/case-1', '/srv'), (text, base) => {
        const one = within(roots, { links: 'unchecked', ...(base === undefined ? {} : { base }) });
        const found = checkPathWithin(text, one, undefined);
        if (found.reason !== undefined) return;
        accepted += 1;
        const reached = posix.resolve(base ?? '/nowhere', text);
        expect(roots.some((root) => reached === root || reached.startsWith(`${root}/`))).toBe(true);
        expect(found.path).toBe(reached);
        // Nothing that a second decoding could read differently.
        expect(/%[0-9a-f]{2}|\\|\p{Cc}/iu.test(text)).toBe(false);
      }),
      { numRuns: 5000 },
    );
    console.log(`${accepted} of 5000 random paths accepted, none outside`);
    expect(accepted).toBeGreaterThan(100);
  });
});

describe('without a trustworthy probe', () => {
  const condition = within(['/srv/case-1']);
  it.each<[string, ((path: string) => string | undefined) | undefined]>([
    ['no probe', undefined],
    ['a probe that knows nothing', () => undefined],
    [
      'a probe that throws',
      () => {
        throw new Error('EACCES');
      },
    ],
    ['a probe that answers a relative path', () => 'srv/case-1/a'],
    ['a probe that answers an unresolved path', () => '/srv/case-1/../case-1/a'],
    ['a probe that answers nothing', () => ''],
    // @ts-expect-error: the probe is the caller's code; a wrong type must not pass either.
    ['a probe that answers no string', () => 7],
  ])('[scope.links] denies with %s', (_, probe) => {
    expect(checkPathWithin('/srv/case-1/a', condition, probe)).toEqual({
      path: '/srv/case-1/a',
      reason: 'links-unresolved',
    });
  });

  it('does not ask the probe about a path that is outside by its letters', () => {
    const asked: string[] = [];
    const probe = (path: string): string => {
      asked.push(path);
      return path;
    };
    expect(checkPathWithin('/etc/passwd', condition, probe).reason).toBe('outside');
    expect(asked).toEqual([]);
  });

  it('follows links when they lead nowhere else', () => {
    expect(checkPathWithin('/srv/case-1/x/../a', condition, noLinks)).toEqual({ path: '/srv/case-1/a' });
  });
});

describe('symbolic links on a real file system', () => {
  let top = '';
  beforeAll(() => {
    top = realpathSync(mkdtempSync(join(tmpdir(), 'scope-links-')));
    for (const folder of ['case-1/sub', 'case-2', 'case-3/deep', 'real-root/inner'])
      mkdirSync(join(top, folder), { recursive: true });
    for (const file of [
      'case-1/a.txt',
      'case-1/sub/b.txt',
      'case-2/c.txt',
      'case-3/secret.txt',
      'real-root/inner/d.txt',
    ])
      writeFileSync(join(top, file), 'x');
    symlinkSync(join(top, 'case-3'), join(top, 'case-1/out'));
    symlinkSync('../case-2', join(top, 'case-1/sibling'));
    symlinkSync('sub', join(top, 'case-1/inside'));
    symlinkSync(join(top, 'case-3/secret.txt'), join(top, 'case-1/file-out'));
    symlinkSync(join(top, 'case-3/not-there-yet'), join(top, 'case-1/dangling'));
    symlinkSync('loop', join(top, 'case-1/loop'));
    symlinkSync(join(top, 'case-3/deep'), join(top, 'case-1/deep-out'));
    symlinkSync(join(top, 'real-root'), join(top, 'linked-root'));
  });
  afterAll(() => rmSync(top, { recursive: true }));

  const check = (path: string, roots = ['case-1', 'case-2']) =>
    checkPathWithin(`${top}/${path}`, within(roots.map((root) => `${top}/${root}`)), followLinks);

  it.each<[string, string | undefined, string]>([
    ['case-1/a.txt', undefined, 'case-1/a.txt'],
    ['case-1', undefined, 'case-1'],
    ['case-1/new.txt', undefined, 'case-1/new.txt'],
    ['case-1/new/er/file.txt', undefined, 'case-1/new/er/file.txt'],
    ['case-1/inside/b.txt', undefined, 'case-1/sub/b.txt'],
    ['case-1/sibling/c.txt', undefined, 'case-2/c.txt'],
    ['case-1/sibling/new.txt', undefined, 'case-2/new.txt'],
    ['case-1/out', 'outside', 'case-3'],
    ['case-1/out/secret.txt', 'outside', 'case-3/secret.txt'],
    ['case-1/out/new.txt', 'outside', 'case-3/new.txt'],
    ['case-1/file-out', 'outside', 'case-3/secret.txt'],
    ['case-1/dangling', 'links-unresolved', 'case-1/dangling'],
    ['case-1/dangling/x', 'links-unresolved', 'case-1/dangling/x'],
    ['case-1/loop', 'links-unresolved', 'case-1/loop'],
    ['case-1/a.txt/x', 'links-unresolved', 'case-1/a.txt/x'],
    ['case-1/sub/../a.txt', undefined, 'case-1/a.txt'],
    // To the system, deep-out/.. is case-3; by its letters it is case-1.
    ['case-1/deep-out/../a.txt', 'ambiguous-parent', 'case-1/a.txt'],
    ['case-1/deep-out/../secret.txt', 'ambiguous-parent', 'case-1/secret.txt'],
    ['case-1/new/../a.txt', undefined, 'case-1/a.txt'],
    ['case-1/loop/../a.txt', 'ambiguous-parent', 'case-1/a.txt'],
    ['case-3/../case-1/a.txt', undefined, 'case-1/a.txt'],
  ])('[scope.links] %s: %s', (path, reason, place) => {
    expect(check(path)).toEqual({ ...(reason === undefined ? {} : { reason }), path: `${top}/${place}` });
  });

  it('[scope.links] takes a root that is itself a link for the folder it leads to', () => {
    expect(check('linked-root/inner/d.txt', ['linked-root'])).toEqual({ path: `${top}/linked-root/inner/d.txt` });
    expect(check('linked-root', ['linked-root'])).toEqual({ path: `${top}/linked-root` });
    // The real folder is not what the scope wrote.
    expect(check('real-root/inner/d.txt', ['linked-root']).reason).toBe('outside');
    // Both written: the place is named by the folder that is no link.
    expect(check('linked-root/inner/d.txt', ['linked-root', 'real-root'])).toEqual({
      path: `${top}/real-root/inner/d.txt`,
    });
  });

  it('[scope.links] unchecked lets a link lead outside, which is why it is warned about', () => {
    const condition = within([`${top}/case-1`], { links: 'unchecked' });
    expect(checkPathWithin(`${top}/case-1/out/secret.txt`, condition, undefined).reason).toBeUndefined();
  });

  it('[scope.links] no accepted path leads outside on the real file system', () => {
    const names = [
      'a.txt',
      'out',
      'sibling',
      'inside',
      'file-out',
      'deep-out',
      'sub',
      '..',
      '.',
      'new',
      'case-1',
      'case-2',
      'case-3',
      'secret.txt',
    ];
    const roots = [`${top}/case-1`, `${top}/case-2`];
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 6 }), (segments) => {
        const path = `${top}/case-1/${segments.join('/')}`;
        if (checkPathWithin(path, within(roots), followLinks).reason !== undefined) return;
        accepted += 1;
        let reached: string;
        try {
          // The operating system's own reading, links before "..".
          reached = realpathSync.native(path);
        } catch {
          return;
        }
        expect(roots.some((root) => reached === root || reached.startsWith(`${root}/`))).toBe(true);
      }),
      { numRuns: 2000 },
    );
    console.log(`${accepted} of 2000 random paths through links accepted, none outside`);
    expect(accepted).toBeGreaterThan(50);
  });
});
