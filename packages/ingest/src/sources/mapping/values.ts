/** Values of a raw record as an imported event may hold them. */
import { isWellFormed } from '@remit/core';
import { jsonOf } from './member-path.ts';

const PLACEHOLDER = /^(?:\[?redacted\]?|\*{3,})$/i;

/** True for what a source writes in place of content that it leaves out. */
export function isPlaceholder(value: unknown): boolean {
  // Asked for every value of every record: almost none of them starts like one.
  return typeof value === 'string' && '*[rR'.includes(value.charAt(0)) && PLACEHOLDER.test(value);
}

/** Text that may stand in an imported event: not empty, no control characters, at most `max` letters. */
export function plainText(value: unknown, max: number): string | undefined {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text !== 'string' || text.length === 0 || text.length > max) return undefined;
  return /\p{Cc}/u.test(text) || !isWellFormed(text) ? undefined : text;
}

/** Text as it is; anything else, and nothing, is the empty text. Threat: String() calls what a record may have put there. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A count from a number or its digits. */
export function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** True or false, also where a table holds the word. */
export function boolOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const word = value.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

/** The members of a list, also where a table holds it as JSON text. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  const parsed = typeof value === 'string' && value.startsWith('[') ? jsonOf(value) : undefined;
  return Array.isArray(parsed) ? (parsed as readonly unknown[]) : [];
}
