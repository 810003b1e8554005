/**
 * Records that stand inside a document: spans in an OTLP export, items of a REST answer. Each record is the exact bytes
 * between its braces, and the members of the documents around it, without the lists that hold records, go with it.
 *
 * A path names the way down: `resourceSpans[].scopeSpans[].spans[]`. `name[]` is every element of a list, `name` one object.
 */
import type { Result } from '@remit/core';
import { err, fromUtf8, ok } from '@remit/core';
import type { RawRecord } from '../source.ts';

/** A record and what stands around it, outer members first, inner ones over them. */
export interface NestedRecord {
  readonly record: RawRecord;
  readonly around: Readonly<Record<string, unknown>>;
}

interface Segment {
  readonly name: string;
  readonly list: boolean;
}

type Members = Readonly<Record<string, unknown>>;

/** True when the document has the first member of the path, in the form that the path says. */
export function holdsNested(value: Members, path: string): boolean {
  const [first] = segmentsOf(path);
  const member = first !== undefined && Object.hasOwn(value, first.name) ? value[first.name] : undefined;
  return first?.list === true ? Array.isArray(member) : isMembers(member);
}

/**
 * The records below a path, in the order of the document; `line` counts them from 1. Elements that are no objects are left
 * out. Refuses a document in which a name of the path stands twice: two readers would find different records.
 */
export function nestedRecords(document: RawRecord, path: string): Result<readonly NestedRecord[], string> {
  const found: NestedRecord[] = [];
  try {
    descend(document.bytes, skipSpace(document.bytes, 0), document.value, segmentsOf(path), {}, found);
  } catch (error) {
    if (error instanceof Refused) return err(error.message);
    throw error;
  }
  return ok(found);
}

/** The records below the first of the paths that the document has; undefined when it has none of them. */
export function recordsWithin(
  document: RawRecord,
  paths: readonly string[],
): Result<readonly NestedRecord[], string> | undefined {
  const path = paths.find((candidate) => holdsNested(document.value, candidate));
  return path === undefined ? undefined : nestedRecords(document, path);
}

class Refused extends Error {}

function segmentsOf(path: string): readonly Segment[] {
  return path
    .split('.')
    .map((part) => (part.endsWith('[]') ? { name: part.slice(0, -2), list: true } : { name: part, list: false }));
}

// Invariant: the bytes have been parsed as JSON and `value` is what came out, so the scan looks for boundaries only.
function descend(
  bytes: Uint8Array,
  at: number,
  value: unknown,
  path: readonly Segment[],
  around: Members,
  found: NestedRecord[],
): number {
  const [segment, ...rest] = path;
  if (segment === undefined) {
    const end = skipValue(bytes, at);
    if (isMembers(value))
      found.push({ record: { bytes: bytes.subarray(at, end), line: found.length + 1, value }, around });
    return end;
  }
  if (!isMembers(value) || bytes[at] !== OPEN_OBJECT) return skipValue(bytes, at);
  const { [segment.name]: inner, ...others } = value;
  const context = { ...around, ...others };
  return eachMember(bytes, at, segment.name, (start) => {
    if (!segment.list) return descend(bytes, start, inner, rest, context, found);
    if (!Array.isArray(inner)) return skipValue(bytes, start);
    return eachElement(bytes, start, inner, (place, element) => descend(bytes, place, element, rest, context, found));
  });
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

function eachMember(bytes: Uint8Array, start: number, wanted: string, visit: (at: number) => number): number {
  let at = skipSpace(bytes, start + 1);
  let seen = false;
  while (bytes[at] !== CLOSE_OBJECT) {
    const keyEnd = skipString(bytes, at);
    const isWanted = keyOf(bytes.subarray(at, keyEnd)) === wanted;
    if (isWanted && seen) throw new Refused(`duplicate-key ${wanted}`);
    seen ||= isWanted;
    const valueAt = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1);
    at = skipSpace(bytes, isWanted ? visit(valueAt) : skipValue(bytes, valueAt));
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  return at + 1;
}

function eachElement(
  bytes: Uint8Array,
  start: number,
  elements: readonly unknown[],
  visit: (at: number, element: unknown) => number,
): number {
  let at = skipSpace(bytes, start + 1);
  for (const element of elements) {
    at = skipSpace(bytes, visit(at, element));
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
  }
  return at + 1;
}

function keyOf(bytes: Uint8Array): string | undefined {
  const text = fromUtf8(bytes);
  // A member name of a text that was parsed.
  return text === undefined ? undefined : (JSON.parse(text) as string);
}

/** End of the value that starts at `at`: strings are skipped whole, so braces inside them do not count. */
function skipValue(bytes: Uint8Array, start: number): number {
  const first = bytes[start];
  if (first === QUOTE) return skipString(bytes, start);
  if (first !== OPEN_OBJECT && first !== OPEN_LIST) return skipScalar(bytes, start);
  let at = start;
  let depth = 0;
  do {
    const byte = bytes[at];
    if (byte === undefined) throw new Refused('the document ends inside a value');
    if (byte === QUOTE) {
      at = skipString(bytes, at);
      continue;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth += 1;
    if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) depth -= 1;
    at += 1;
  } while (depth > 0);
  return at;
}

function skipString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (bytes[at] !== QUOTE) {
    if (at >= bytes.length) throw new Refused('the document ends inside a string');
    at += bytes[at] === BACKSLASH ? 2 : 1;
  }
  return at + 1;
}

function skipScalar(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let byte = bytes[at]; byte !== undefined; byte = bytes[++at])
    if (byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_LIST || byte <= 0x20) break;
  return at;
}

function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  // A byte order mark counts as space before the document.
  if (at === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) at = 3;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
