/** Decides one argument against its condition: a boolean for the policy, a reason for the reader. */
import type { Condition, LeafCondition } from '../declared-scope.ts';
import { hiddenCharacterAt } from '../parse/text.ts';
import type { LinkProbe } from './path-within.ts';
import { checkPathWithin } from './path-within.ts';
import type { Reason } from './reasons.ts';

/** `reason` is absent exactly when the condition holds. `paths`: the places that path arguments name. */
export interface Checked {
  readonly reason?: Reason;
  readonly paths: readonly string[];
}

/** One record names at most 64 affected persons, so one call names at most 64 things. */
export const MAX_ITEMS = 64;

const HOLDS: Checked = { paths: [] };

/** Decides an argument. `undefined` stands for an argument that the call does not carry. */
export function checkValue(value: unknown, condition: Condition, probe: LinkProbe | undefined): Checked {
  switch (condition.kind) {
    case 'absent-or':
      return value === undefined ? HOLDS : checkValue(value, condition.of, probe);
    case 'any':
      return HOLDS;
    case 'each':
      if (value === undefined) return fails('missing');
      if (!Array.isArray(value)) return fails('not-a-list');
      if (value.length === 0) return condition.allowEmpty ? HOLDS : fails('empty-list');
      if (value.length > MAX_ITEMS) return fails('too-many-items');
      return checkItems(value, condition.of, probe);
    default:
      return value === undefined ? fails('missing') : checkLeaf(value, condition, probe);
  }
}

function checkItems(items: readonly unknown[], condition: LeafCondition, probe: LinkProbe | undefined): Checked {
  // Array.from visits holes, which map() would skip unchecked.
  const checked = Array.from(items, (item) => checkLeaf(item, condition, probe));
  const reason = checked.find((one) => one.reason !== undefined)?.reason;
  return { ...(reason === undefined ? {} : { reason }), paths: checked.flatMap((one) => one.paths) };
}

function checkLeaf(value: unknown, condition: LeafCondition, probe: LinkProbe | undefined): Checked {
  switch (condition.kind) {
    case 'path-within': {
      const { path, reason } = checkPathWithin(value, condition, probe);
      return { ...(reason === undefined ? {} : { reason }), paths: path === undefined ? [] : [path] };
    }
    case 'one-of':
      return checkOneOf(value, condition.values);
    case 'prefix':
      return checkPrefix(value, condition.prefix);
    case 'range':
      return checkRange(value, condition);
    case 'any':
      return HOLDS;
  }
}

function checkOneOf(value: unknown, values: readonly (string | number | boolean)[]): Checked {
  const scalar = typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value);
  if (!scalar) return fails('not-a-scalar');
  // Equal in type too: the text "1" is not the integer 1.
  return values.some((allowed) => allowed === value) ? HOLDS : fails('not-listed');
}

/**
 * A prefix says nothing about the rest of the text. What could climb out of the prefix when some program reads the text
 * as a path or an address (`..`, `%2e`, backslash, hidden characters) is refused.
 */
function checkPrefix(value: unknown, prefix: string): Checked {
  if (typeof value !== 'string') return fails('not-a-string');
  if (/[\t\n\r]/.test(value) || hiddenCharacterAt(value) !== undefined) return fails('control-character');
  if (value.includes('\\')) return fails('backslash');
  if (/%[0-9a-f]{2}/i.test(value)) return fails('percent-encoded');
  if (value.includes('..')) return fails('parent-segment');
  return value.startsWith(prefix) ? HOLDS : fails('no-prefix');
}

function checkRange(value: unknown, range: { readonly min?: number; readonly max?: number }): Checked {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return fails('not-an-integer');
  if (range.min !== undefined && value < range.min) return fails('below-min');
  if (range.max !== undefined && value > range.max) return fails('above-max');
  return HOLDS;
}

function fails(reason: Reason): Checked {
  return { reason, paths: [] };
}
