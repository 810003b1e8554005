/**
 * Which observed words a draft may repeat. A draft is read, mailed and committed, so it must not carry a name, an address
 * or a number of a person. What could be one is left out, and the line says `any: true` instead.
 */
import { below } from '../derive/posix-path.ts';

/** One word in lower case or one in capitals, without three digits in a row. "Anna" and "case-1001" are not. */
const WORD = /^(?:[a-z][a-z_.-]{0,31}|[A-Z][A-Z_.-]{0,31})(?:\d{1,2})?$/;
const SEGMENT = /^(?![A-Z][a-z])[A-Za-z0-9._-]{1,64}$/;
const MANY_DIGITS = /\d{3}/;
/** Numbers from here on may be numbers of persons, accounts or telephones. */
const LARGE = 1_000_000;

/** True for a word of a vocabulary, such as `approve` or `EUR`. `references`: what is known to name a person. */
export function isPlainWord(text: string, references: ReadonlySet<string>): boolean {
  return WORD.test(text) && !references.has(text);
}

/** True for an integer that counts something rather than names someone. */
export function isPlainInteger(value: number): boolean {
  return Math.abs(value) < LARGE;
}

/** The part of a folder before the first name that may be a person's: capitalised, with three digits in a row, odd signs, or known. */
export function plainFolder(folder: string, references: ReadonlySet<string>): string {
  let plain = '/';
  for (const segment of folder.split('/').filter((one) => one !== '')) {
    if (!SEGMENT.test(segment) || MANY_DIGITS.test(segment) || references.has(segment)) break;
    plain = below(plain, segment);
  }
  return plain;
}

/** True for the name of an argument as programs give them. Anything else may be content in the place of a name. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(name) && !MANY_DIGITS.test(name) && name !== '__proto__';
}
