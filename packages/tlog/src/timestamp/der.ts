/**
 * Reads DER (X.690 §10): definite lengths in their shortest form, nothing left over. Enough for certificates (RFC 5280)
 * and time-stamp tokens (RFC 3161), without a library, so that one file verifies them.
 *
 * Threat: the bytes come from the pack. Every length is compared with what is there before anything is cut out; what
 * does not fit throws {@link DerProblem}, which the readers of whole structures turn into a value.
 */

/** One element. `raw` holds tag, length and content; `content` the content alone. */
export interface Der {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly raw: Uint8Array;
}

/** What is wrong with the bytes, in words. Caught inside this folder. */
export class DerProblem extends Error {}

/** Universal tags that are used here. */
export const Tag = {
  Boolean: 0x01,
  Integer: 0x02,
  BitString: 0x03,
  OctetString: 0x04,
  Oid: 0x06,
  UtcTime: 0x17,
  GeneralizedTime: 0x18,
  Sequence: 0x30,
  Set: 0x31,
} as const;

/** Most elements in one sequence or set: a token has a few dozen. */
const MAX_ELEMENTS = 1_024;

/** The one element that the bytes are. */
export function readDer(bytes: Uint8Array): Der {
  const [element, ...more] = readAll(bytes);
  if (element === undefined || more.length > 0) throw new DerProblem('not exactly one element');
  return element;
}

/** The elements inside a sequence, a set or an explicit tag. `tag`: what it must be. */
export function inside(element: Der | undefined, tag: number): Der[] {
  return readAll(contentOf(element, tag));
}

/** The content of an element that must have this tag. */
export function contentOf(element: Der | undefined, tag: number): Uint8Array {
  if (element?.tag !== tag) throw new DerProblem(`tag ${element?.tag ?? 'none'} where ${tag} must stand`);
  return element.content;
}

function readAll(bytes: Uint8Array): Der[] {
  const elements: Der[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (elements.length >= MAX_ELEMENTS) throw new DerProblem('too many elements');
    const element = readAt(bytes, at);
    elements.push(element);
    at += element.raw.length;
  }
  return elements;
}

function readAt(bytes: Uint8Array, at: number): Der {
  const tag = bytes[at] ?? 0;
  if ((tag & 0x1f) === 0x1f) throw new DerProblem('a tag of several bytes');
  const first = bytes[at + 1] ?? 0x80;
  let length = first;
  let head = 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    // 0x80 is the indefinite form; more than three bytes would be a token of 16 MiB.
    if (count === 0 || count > 3) throw new DerProblem('an indefinite or huge length');
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
    head += count;
    if (length < 0x80 || length < 256 ** (count - 1)) throw new DerProblem('a length that is not in its shortest form');
  }
  const end = at + head + length;
  if (end > bytes.length) throw new DerProblem('an element that is cut off');
  return { tag, content: bytes.subarray(at + head, end), raw: bytes.subarray(at, end) };
}

/** An object identifier in dotted form. */
export function oidOf(element: Der | undefined): string {
  const bytes = contentOf(element, Tag.Oid);
  const arcs: number[] = [];
  let value = 0;
  for (const byte of bytes) {
    value = value * 128 + (byte & 0x7f);
    if (value > Number.MAX_SAFE_INTEGER / 256) throw new DerProblem('an object identifier that is too large');
    if (byte >= 0x80) continue;
    arcs.push(value);
    value = 0;
  }
  const [first = 0, ...rest] = arcs;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - 40 * root, ...rest].join('.');
}

/** Milliseconds since the epoch of a UTCTime or GeneralizedTime in Z (RFC 5280 §4.1.2.5, RFC 3161 §2.4.2). */
export function timeOf(element: Der | undefined): number {
  const text = new TextDecoder('latin1').decode(element?.content);
  const utc = element?.tag === Tag.UtcTime;
  if (!utc) contentOf(element, Tag.GeneralizedTime);
  const full = utc ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(full);
  if (parts === null) throw new DerProblem('a time that is not one');
  const [, year, month, day, hour, minute, second, fraction = ''] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`);
  if (Number.isNaN(time)) throw new DerProblem('a time that is not one');
  return time;
}
