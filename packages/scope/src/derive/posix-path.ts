/**
 * Reads an argument as a POSIX path. Whatever another program could read differently is refused rather than repaired:
 * the gateway decides on one reading, and the upstream must not have a second one.
 */
import { hiddenCharacterAt } from '../parse/text.ts';
import type { Reason } from './reasons.ts';

/** An absolute path: its segments as sent (with `..`, without `.` and empty ones) and its lexical normal form. */
export interface PosixPath {
  readonly segments: readonly string[];
  readonly normal: string;
}

/** PATH_MAX on Linux. */
const MAX_PATH = 4096;

/** Reads `value` as a path; a relative one starts at `base`. The reason says why it has no single reading. */
export function readPosixPath(value: unknown, base: string | undefined): PosixPath | Reason {
  if (typeof value !== 'string') return 'not-a-string';
  const refused = refusal(value);
  if (refused !== undefined) return refused;
  if (!value.startsWith('/') && base === undefined) return 'relative';
  const segments = (value.startsWith('/') ? value : `${base}/${value}`)
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.');
  // Threat: Windows drops trailing dots and spaces, so ".. " and "case-1." name something else there.
  if (segments.some((segment) => segment !== '..' && /[. ]$/.test(segment))) return 'trailing-dot';
  return { segments, normal: normalForm(segments) };
}

function refusal(value: string): Reason | undefined {
  if (value === '') return 'empty';
  if (value.length > MAX_PATH) return 'too-long';
  if (/[\t\n\r]/.test(value) || hiddenCharacterAt(value) !== undefined) return 'control-character';
  if (value.includes('\\')) return 'backslash';
  if (/%[0-9a-f]{2}/i.test(value)) return 'percent-encoded';
  if (value.startsWith('~')) return 'home-relative';
  // Threat: file:///etc/passwd and C:\ would pass as relative names below `base`.
  if (/^[a-z][a-z0-9+.-]*:/i.test(value)) return 'scheme';
  // POSIX 4.13: a path that begins with exactly two slashes is implementation-defined.
  if (value.startsWith('//')) return 'double-slash';
  if (hasLookalike(value)) return 'lookalike';
  return undefined;
}

/**
 * Threat: U+FF0E U+FF0E U+FF0F becomes "../" in a program that applies Unicode compatibility normalisation, and other
 * slashes become "/" or "\\" where text is squeezed into a code page.
 */
function hasLookalike(value: string): boolean {
  if (/[\u2044\u2215\u2216\u29F5\u29F8]/.test(value)) return true;
  const count = (text: string): number => text.match(/[\\/.%~:]/g)?.length ?? 0;
  return count(value.normalize('NFKC')) !== count(value);
}

function normalForm(segments: readonly string[]): string {
  const out: string[] = [];
  for (const segment of segments) {
    if (segment === '..') out.pop();
    else out.push(segment);
  }
  return `/${out.join('/')}`;
}

/** True when `path` is `root` or below it. Both absolute and normal; compared letter by letter, case included. */
export function isWithin(path: string, root: string): boolean {
  return root === '/' || path === root || path.startsWith(`${root}/`);
}

/** True for an absolute path in normal form that {@link readPosixPath} gives back unchanged. */
export function isNormalPath(path: string): boolean {
  const read = readPosixPath(path, undefined);
  return typeof read === 'object' && read.normal === path;
}

/** The folder above an absolute normal path; the root is its own parent. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** Joins one segment to an absolute normal path. */
export function below(folder: string, segment: string): string {
  return folder === '/' ? `/${segment}` : `${folder}/${segment}`;
}
