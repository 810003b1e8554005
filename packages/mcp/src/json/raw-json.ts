/**
 * Cuts valid JSON text into the raw texts of its members, so that what is not ours to change is passed on byte for
 * byte: unknown fields, number spellings, key order (mcp reference §7, F14).
 *
 * Invariant: the text has passed JSON.parse. Only boundaries are looked for here, syntax is not checked again.
 */

/** One member of an object: its decoded key and the raw text of its value. */
export interface RawMember {
  readonly key: string;
  readonly text: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Members of the object that `text` is, in order. Equal keys appear twice: the caller decides what that means. */
export function objectMembers(text: string): readonly RawMember[] {
  const members: RawMember[] = [];
  let at = skipSpace(text, skipSpace(text, 0) + 1);
  while (text.charCodeAt(at) !== CLOSE_BRACE) {
    const keyStart = at;
    at = skipString(text, at);
    const rawKey = text.slice(keyStart, at);
    const key = rawKey.includes('\\') ? (JSON.parse(rawKey) as string) : rawKey.slice(1, -1);
    at = skipSpace(text, skipSpace(text, at) + 1);
    const end = skipValue(text, at);
    members.push({ key, text: text.slice(at, end) });
    at = skipSpace(text, end);
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
  }
  return members;
}

/** Raw texts of the elements of the array that `text` is. */
export function arrayElements(text: string): readonly string[] {
  const elements: string[] = [];
  let at = skipSpace(text, skipSpace(text, 0) + 1);
  while (text.charCodeAt(at) !== CLOSE_BRACKET) {
    const end = skipValue(text, at);
    elements.push(text.slice(at, end));
    at = skipSpace(text, end);
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
  }
  return elements;
}

/** Object text of the members. */
export function objectText(members: readonly RawMember[]): string {
  let out = '{';
  for (const { key, text } of members) out += `${out === '{' ? '' : ','}${quoted(key)}:${text}`;
  return `${out}}`;
}

/** Keys that JSON writes as they are. */
const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(key: string): string {
  return PLAIN.test(key) ? `"${key}"` : JSON.stringify(key);
}

/** Raw text of the only member with this key; undefined when there is none or more than one. */
export function memberText(members: readonly RawMember[], key: string): string | undefined {
  let found: string | undefined;
  for (const member of members) {
    if (member.key !== key) continue;
    if (found !== undefined) return undefined;
    found = member.text;
  }
  return found;
}

/** The members whose key is not among `keys`. */
export function withoutMembers(members: readonly RawMember[], keys: ReadonlySet<string>): readonly RawMember[] {
  return members.filter((member) => !keys.has(member.key));
}

/** The members with one value replaced in place, or added at the end. */
export function withMember(members: readonly RawMember[], key: string, text: string): readonly RawMember[] {
  const at = members.findIndex((member) => member.key === key);
  if (at < 0) return [...members, { key, text }];
  return members.map((member, index) => (index === at ? { key, text } : member));
}

/** First key that stands twice, or undefined. Two readers of such an object may see different values. */
export function duplicateKey(members: readonly RawMember[]): string | undefined {
  const seen = new Set<string>();
  for (const { key } of members) {
    if (seen.has(key)) return key;
    seen.add(key);
  }
  return undefined;
}

function skipValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === QUOTE) return skipString(text, start);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return skipScalar(text, start);
  let depth = 0;
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = skipString(text, at);
      continue;
    }
    if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
}

function skipString(text: string, start: number): number {
  // Most strings hold no backslash: the platform finds their end many characters at a time.
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, start, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

/** True when an odd number of backslashes stands before `at`, inside the string that starts at `start`. */
function isEscaped(text: string, start: number, at: number): boolean {
  let slash = at - 1;
  while (slash > start && text.charCodeAt(slash) === BACKSLASH) slash -= 1;
  return (at - 1 - slash) % 2 === 1;
}

function skipScalar(text: string, start: number): number {
  let at = start;
  let code = text.charCodeAt(at);
  while (at < text.length && code > 0x20 && code !== COMMA && code !== 0x5d && code !== 0x7d)
    code = text.charCodeAt(++at);
  return at;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}
