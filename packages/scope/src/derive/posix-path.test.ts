import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { below, isNormalPath, isWithin, parentOf, readPosixPath } from './posix-path.ts';

const BASE = '/srv/base';

function normal(value: unknown, base?: string): string {
  const read = readPosixPath(value, base);
  return typeof read === 'string' ? `! ${read}` : read.normal;
}

describe('reading a path', () => {
  it.each<[unknown, string]>([
    ['/srv/a', '/srv/a'],
    ['/', '/'],
    ['/srv//a///b', '/srv/a/b'],
    ['/srv/./a/.', '/srv/a'],
    ['/srv/a/', '/srv/a'],
    ['/srv/a/../b', '/srv/b'],
    ['/srv/a/../../..', '/'],
    ['/../../etc/passwd', '/etc/passwd'],
    ['/srv/.hidden/..x/a.b', '/srv/.hidden/..x/a.b'],
    ['/srv/a b/Ünïcode/審査', '/srv/a b/Ünïcode/審査'],
    ['/srv/100%/a', '/srv/100%/a'],
    ['/srv/a:b', '/srv/a:b'],
    ['/srv/~', '/srv/~'],
    ['', '! empty'],
    ['a', '! relative'],
    ['./a', '! relative'],
    ['..', '! relative'],
    ['//srv/a', '! double-slash'],
    ['///srv/a', '! double-slash'],
    ['~/a', '! home-relative'],
    ['~root/a', '! home-relative'],
    ['file:///etc/passwd', '! scheme'],
    ['C:/a', '! scheme'],
    ['C:\\a', '! backslash'],
    ['/srv\\..\\a', '! backslash'],
    ['/srv/%2e%2e/a', '! percent-encoded'],
    ['/srv/%2E%2e%2fa', '! percent-encoded'],
    ['/srv/a%00', '! percent-encoded'],
    ['/srv/%41', '! percent-encoded'],
    ['/srv/%252e', '! percent-encoded'],
    ['/srv/a\u0000.txt', '! control-character'],
    ['/srv/a\nb', '! control-character'],
    ['/srv/a\tb', '! control-character'],
    ['/srv/a\u007f', '! control-character'],
    ['/srv/\u202Ea', '! control-character'],
    ['/srv/\u200B../a', '! control-character'],
    ['/srv/\uD800', '! control-character'],
    ['/srv/a./b', '! trailing-dot'],
    ['/srv/a /b', '! trailing-dot'],
    ['/srv/.. /b', '! trailing-dot'],
    ['/srv/.../b', '! trailing-dot'],
    ['/srv/\uFF0E\uFF0E\uFF0Fetc', '! lookalike'],
    ['/srv/\u2024\u2024/etc', '! lookalike'],
    ['/srv/\u2025/etc', '! lookalike'],
    ['/srv/a\uFF3Cb', '! lookalike'],
    ['/srv/\uFF052e', '! lookalike'],
    ['/srv/a\u2215b', '! lookalike'],
    ['/srv/a\u2044b', '! lookalike'],
    [`/${'a'.repeat(4095)}`, `/${'a'.repeat(4095)}`],
    [`/${'a'.repeat(4096)}`, '! too-long'],
    [undefined, '! not-a-string'],
    [null, '! not-a-string'],
    [7, '! not-a-string'],
    [['/srv/a'], '! not-a-string'],
    [{ path: '/srv/a' }, '! not-a-string'],
  ])('[scope.path] %j is read as %j', (value, expected) => {
    expect(normal(value)).toBe(expected);
  });

  it.each<[string, string]>([
    ['a', '/srv/base/a'],
    ['./a/../b', '/srv/base/b'],
    ['.', '/srv/base'],
    ['..', '/srv'],
    ['../../etc', '/etc'],
    ['/abs', '/abs'],
    ['~', '! home-relative'],
    ['file:a', '! scheme'],
    ['notes:1', '! scheme'],
    ['a/notes:1', '/srv/base/a/notes:1'],
  ])('[scope.path] with a base, %j is read as %j', (value, expected) => {
    expect(normal(value, BASE)).toBe(expected);
  });

  it('agrees with the platform on every path that it reads', () => {
    const segment = fc.constantFrom('', '.', '..', 'a', 'b', '.a', '..a', 'a.b', 'ä');
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 8 }), fc.boolean(), (segments, absolute) => {
        const value = `${absolute ? '/' : ''}${segments.join('/')}`;
        const read = readPosixPath(value, BASE);
        if (typeof read === 'string') return;
        expect(read.normal).toBe(posix.resolve(BASE, value));
        expect(isNormalPath(read.normal)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('answers every value with a path or a reason, and never throws', () => {
    const answers = (value: unknown): boolean => ['string', 'object'].includes(typeof readPosixPath(value, BASE));
    expect(fc.check(fc.property(fc.anything(), answers)).failed).toBe(false);
    expect(fc.check(fc.property(fc.string({ unit: 'binary' }), answers)).failed).toBe(false);
  });
});

describe('comparing paths', () => {
  it.each<[string, string, boolean]>([
    ['/srv/a', '/srv/a', true],
    ['/srv/a/b', '/srv/a', true],
    ['/srv/ab', '/srv/a', false],
    ['/srv', '/srv/a', false],
    ['/srv/A', '/srv/a', false],
    ['/srv/A/b', '/srv/a', false],
    ['/anything', '/', true],
    ['/', '/', true],
  ])('[scope.path] %s within %s: %s', (path, root, expected) => {
    expect(isWithin(path, root)).toBe(expected);
  });

  it('knows parents and children', () => {
    expect(parentOf('/a/b')).toBe('/a');
    expect(parentOf('/a')).toBe('/');
    expect(parentOf('/')).toBe('/');
    expect(below('/', 'a')).toBe('/a');
    expect(below('/a', 'b')).toBe('/a/b');
  });
});
