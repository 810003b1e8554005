/** A condition as one line of YAML in flow style. Every text is a JSON string, which YAML reads as the same text. */
import type { Condition, EachCondition, LeafCondition } from '../declared-scope.ts';

/** The text, braces included. */
export function conditionText(condition: Condition): string {
  return condition.kind === 'absent-or' ? `{ absent-or: ${listedText(condition.of)} }` : listedText(condition);
}

function listedText(condition: LeafCondition | EachCondition): string {
  if (condition.kind !== 'each') return leafText(condition);
  return `{ each: ${leafText(condition.of)}${condition.allowEmpty ? ', allow-empty: true' : ''} }`;
}

function leafText(leaf: LeafCondition): string {
  switch (leaf.kind) {
    case 'path-within': {
      const base = leaf.base === undefined ? '' : `, base: ${JSON.stringify(leaf.base)}`;
      return `{ path-within: { roots: ${listText(leaf.roots)}${base}, links: ${leaf.links} } }`;
    }
    case 'one-of':
      return `{ one-of: ${listText(leaf.values)} }`;
    case 'prefix':
      return `{ prefix: ${JSON.stringify(leaf.prefix)} }`;
    case 'range': {
      const bounds = [
        ...(leaf.min === undefined ? [] : [`min: ${leaf.min}`]),
        ...(leaf.max === undefined ? [] : [`max: ${leaf.max}`]),
      ];
      return `{ ${bounds.join(', ')} }`;
    }
    case 'any':
      return '{ any: true }';
  }
}

function listText(values: readonly (string | number | boolean)[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
}

// Words that some YAML versions read as something else than a text.
const OTHER_THAN_TEXT = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** A mapping key: plain where every YAML reader takes it for a text, else a JSON string. */
export function keyText(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) && !OTHER_THAN_TEXT.test(key) ? key : JSON.stringify(key);
}
