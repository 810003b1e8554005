/**
 * Writers of RFC 8785 text that check while they write: for records that are made with every call. What a writer does not
 * know is left to the schemas and to `canonicalize`, which decide.
 */
import { isWellFormed } from '@remit/core';

/** RFC 8785 text of a value; undefined when the value does not fit, or only the schema can tell. */
export type Write = (value: unknown) => string | undefined;

/** For texts whose letters need no escape. */
const matches =
  (pattern: RegExp): Write =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? `"${value}"` : undefined;

/** One of these values. */
export function oneOf(values: readonly (string | number | boolean)[]): Write {
  const texts = new Map<unknown, string>(values.map((value) => [value, JSON.stringify(value)]));
  return (value) => texts.get(value);
}

/** A list of so many items, without holes. */
export function listOf(item: Write, least: number, most: number): Write {
  return (value) => {
    if (!Array.isArray(value) || value.length > most || value.length < least) return undefined;
    let out = '[';
    // By index: an iteration by callback would pass over the holes of a sparse array.
    for (let i = 0; i < value.length; i++) {
      const text = item(value[i]);
      if (text === undefined) return undefined;
      out += i === 0 ? text : `,${text}`;
    }
    return `${out}]`;
  };
}

// The patterns of handles.ts. \p{Cc} is U+0000 to U+001F and U+007F to U+009F.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
const LABEL = /^[^\u0000-\u001f\u007f-\u009f]{1,256}$/;
/** Labels of printable ASCII without quote and backslash: nothing in them needs an escape (RFC 8785 §3.2.2.2). */
const PLAIN_LABEL = /^[ !#-[\]-~]{1,256}$/;
/** A label of handles.ts. */
export const label: Write = (value) => {
  if (typeof value !== 'string') return undefined;
  if (PLAIN_LABEL.test(value)) return `"${value}"`;
  return LABEL.test(value) && isWellFormed(value) ? JSON.stringify(value) : undefined;
};
/** base64url of 32 bytes. */
export const hash = matches(/^[A-Za-z0-9_-]{43}$/);
/** Lowercase hex of 32 bytes. */
export const digest = matches(/^[0-9a-f]{64}$/);
/** A W3C trace id. */
export const traceId = matches(/^[0-9a-f]{32}$/);
/** Handle of a person. */
export const handle = matches(/^p_[A-Za-z0-9_-]{22}$/);
export const ulid = matches(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
export const timestamp = matches(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
/** An integer from 0. */
// -0 is written as 0 by both.
export const count: Write = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;

type Writers = Readonly<Record<string, Write>>;

/** Members that must be there, members that may be, and no other. */
export function object(required: Writers, optional: Writers = {}): Write {
  const write = parted(required, optional, {});
  return (value) => write(value, NONE);
}

const NONE = Object.freeze({});

/**
 * An object that comes in two parts, which are not put together first: what `second` names stands in the second part, all
 * else in the first.
 */
export function parted(
  required: Writers,
  optional: Writers,
  second: Writers,
): (first: unknown, second: unknown) => string | undefined {
  const all = { ...optional, ...required };
  // RFC 8785 §3.2.3: the order of UTF-16 units, which is that of sort().
  const members = Object.keys(all)
    .sort()
    .map((key) => ({
      key,
      head: `"${key}":`,
      write: all[key] ?? nothing,
      needed: Object.hasOwn(required, key),
      later: Object.hasOwn(second, key),
    }));
  return (first, rest) => {
    if (!isPlain(first) || !isPlain(rest)) return undefined;
    let out = '{';
    let written = 0;
    for (const { key, head, write, needed, later } of members) {
      const member = later ? rest[key] : first[key];
      if (member === undefined) {
        if (needed) return undefined;
        continue;
      }
      const text = write(member);
      if (text === undefined) return undefined;
      out += written === 0 ? head + text : `,${head}${text}`;
      written += 1;
    }
    // Another member, or an optional one that is set to undefined, is left to the schema.
    return countMembers(first) + countMembers(rest) === written ? `${out}}` : undefined;
  };
}

/** As many as Object.keys gives, without making the list: all objects here are plain. */
function countMembers(value: object): number {
  let count = 0;
  for (const _ in value) count += 1;
  return count;
}

/** Any names that are labels, each with a value of one kind. */
export function table(item: Write): Write {
  return (value) => {
    if (!isPlain(value)) return undefined;
    let out = '{';
    const keys = Object.keys(value);
    if (keys.length > 1) keys.sort();
    for (const key of keys) {
      const name = label(key);
      const text = item(value[key]);
      if (name === undefined || text === undefined) return undefined;
      out += out === '{' ? `${name}:${text}` : `,${name}:${text}`;
    }
    return `${out}}`;
  };
}

/**
 * Keeps the text of frozen values. Only for objects whose members are texts: frozen, these can never change. The writers
 * of records use the same few of them again and again.
 */
export function remembered(write: Write): Write {
  const texts = new WeakMap<object, string>();
  return (value) => {
    if (typeof value !== 'object' || value === null || !Object.isFrozen(value)) return write(value);
    const known = texts.get(value);
    if (known !== undefined) return known;
    const text = write(value);
    if (text !== undefined) texts.set(value, text);
    return text;
  };
}

/**
 * Keeps the text of the last value, where that is a text too: names, times and digests that stand in one record after the
 * other are checked once. A text never changes, so what was right of it is right of an equal one.
 */
export function latest(write: Write): Write {
  let last: unknown;
  let text: string | undefined;
  return (value) => {
    if (typeof value !== 'string') return write(value);
    if (value === last) return text;
    text = write(value);
    last = value;
    return text;
  };
}

function nothing(): undefined {}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
