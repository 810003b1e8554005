/**
 * RFC 8785 JSON Canonicalization Scheme.
 *
 * Records are written once in this form and hashed as bytes; verifiers never re-canonicalise to hash. Strings and
 * numbers go through JSON.stringify, whose ES2019+ output is what RFC 8785 §3.2.2 prescribes; keys are sorted by
 * UTF-16 code units (§3.2.3), which is JavaScript's default string order.
 */
import { isWellFormed } from './bytes.ts';

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Printable ASCII without quote and backslash: most strings of a record. */
const PLAIN = /^[ !#-[\]-~]*$/;

/**
 * Canonical text of a JSON value.
 * @throws TypeError for what JSON cannot hold: undefined, functions, BigInt, NaN, infinities, lone surrogates.
 */
export function canonicalize(value: unknown): string {
  switch (typeof value) {
    case 'string':
      // Nothing in it needs an escape (RFC 8785 §3.2.2.2).
      if (PLAIN.test(value)) return `"${value}"`;
      if (!isWellFormed(value)) throw new TypeError('lone surrogate in a string');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('number is not finite');
      return Object.is(value, -0) ? '0' : JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value);
    default:
      throw new TypeError(`${typeof value} is not a JSON value`);
  }
}

function canonicalArray(items: readonly unknown[]): string {
  let out = '[';
  for (let i = 0; i < items.length; i++) out += (i === 0 ? '' : ',') + canonicalize(items[i]);
  return `${out}]`;
}

function canonicalObject(value: object): string {
  // Only plain data: a Date or a Map would silently become something else.
  const proto: unknown = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null) throw new TypeError('not a plain object');
  let out = '{';
  let first = true;
  // Proof: a plain object is read by its own keys.
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key of sortedKeys(value)) {
    out += `${first ? '' : ','}${canonicalize(key)}:${canonicalize(fields[key])}`;
    first = false;
  }
  return `${out}}`;
}

/** RFC 8785 §3.2.3: UTF-16 code unit order, the default order of sort() and of `<`. Few keys are put in place one by one. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  if (keys.length > 24) return keys.sort();
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] ?? '';
    let at = i - 1;
    for (; at >= 0 && (keys[at] ?? '') > key; at--) keys[at + 1] = keys[at] ?? '';
    keys[at + 1] = key;
  }
  return keys;
}
