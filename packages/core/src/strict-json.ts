/**
 * JSON.parse with the refusals that an audit trail needs.
 *
 * Threat: two parsers must not read one message differently. JSON.parse keeps the last of two equal keys where an
 * upstream may keep the first, and rounds integers beyond 2^53. Such a text is refused, so what was decided on is
 * what was forwarded. One scan finds the refusals and the byte-exact span of a wanted member; the values themselves
 * come from the platform's parser.
 */
import { isWellFormed } from './bytes.ts';

/** Why a text was refused, and where (offset in UTF-16 units). */
export interface JsonRefusal {
  /** `unsafe-integer`: an integer beyond 2^53, or a number beyond a double. */
  readonly reason: 'syntax' | 'duplicate-key' | 'too-deep' | 'unsafe-integer' | 'lone-surrogate';
  readonly at: number;
  readonly detail: string;
}

/** Start and end offset of a member's raw value in the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A parsed text with the raw spans that were asked for. */
export interface StrictJson {
  readonly value: unknown;
  readonly spans: Readonly<Record<string, Span>>;
}

/** Limits, and what is wanted beside the value. */
export interface StrictJsonOptions {
  /** Deepest nesting allowed. 64 is far above any real tool call and far below the parser's stack. */
  readonly maxDepth?: number;
  /** Dotted paths of object members whose raw text is wanted, such as `params.arguments`. No path leads through an array, an empty key or a key with a dot. */
  readonly spans?: readonly string[];
}

class Refused extends Error {
  readonly refusal: JsonRefusal;
  constructor(reason: JsonRefusal['reason'], at: number, detail: string) {
    super(detail);
    this.refusal = { reason, at, detail };
  }
}

/** Parses one JSON text. Never throws for bad input. */
export function parseStrictJson(text: string, options: StrictJsonOptions = {}): StrictJson | JsonRefusal {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { reason: 'syntax', at: 0, detail: error instanceof Error ? error.message : 'not JSON' };
  }
  // Unescaped halves; escaped ones are found by the scan. No UTF-8 text holds one, so such a text has lost its bytes.
  if (!isWellFormed(text))
    return { reason: 'lone-surrogate', at: 0, detail: 'the text holds half of a surrogate pair' };
  const spans: Record<string, Span> = {};
  try {
    scanValue(
      { text, max: options.maxDepth ?? 64, wanted: options.spans ?? [], spans, slash: -1 },
      skipSpace(text, 0),
      0,
      '',
    );
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
  return { value, spans };
}

/** True when the outcome of {@link parseStrictJson} is a refusal. */
export function isRefusal(outcome: StrictJson | JsonRefusal): outcome is JsonRefusal {
  return 'reason' in outcome;
}

interface Scan {
  readonly text: string;
  readonly max: number;
  readonly wanted: readonly string[];
  readonly spans: Record<string, Span>;
  /** A backslash at or behind the place looked at last, or one that is none: the length of the text. */
  slash: number;
}

// Invariant: the text has passed JSON.parse, so the scan only has to find boundaries, not to check syntax.
function scanValue(scan: Scan, at: number, depth: number, path: string | undefined): number {
  const code = scan.text.charCodeAt(at);
  if (code === 0x7b) return scanObject(scan, at, depth + 1, path);
  if (code === 0x5b) return scanArray(scan, at, depth + 1);
  if (code === 0x22) return scanString(scan, at);
  return scanScalar(scan, at);
}

function scanObject(scan: Scan, start: number, depth: number, path: string | undefined): number {
  checkDepth(scan, start, depth);
  const { text } = scan;
  const seen = new Set<string>();
  let at = skipSpace(text, start + 1);
  while (text.charCodeAt(at) !== 0x7d) {
    const keyStart = at;
    at = scanString(scan, at);
    const raw = text.slice(keyStart, at);
    const key = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
    if (seen.has(key))
      throw new Refused('duplicate-key', keyStart, `duplicate key ${JSON.stringify(key.slice(0, 64))}`);
    seen.add(key);
    at = skipSpace(text, skipSpace(text, at) + 1);
    const here = memberPath(path, key);
    const valueStart = at;
    at = scanValue(scan, at, depth, here);
    if (here !== undefined && scan.wanted.includes(here)) scan.spans[here] = { start: valueStart, end: at };
    at = skipSpace(text, at);
    if (text.charCodeAt(at) === 0x2c) at = skipSpace(text, at + 1);
  }
  return at + 1;
}

/**
 * Threat: a path must name one place only. A key that is empty or holds a dot could spell the path of another member
 * (`{"params":{...},"":{"params":{...}}}`), and its text would be taken for the text of that member. Nothing below
 * such a key has a path; nor has anything inside an array.
 */
function memberPath(path: string | undefined, key: string): string | undefined {
  if (path === undefined || key === '' || key.includes('.')) return undefined;
  return path === '' ? key : `${path}.${key}`;
}

function scanArray(scan: Scan, start: number, depth: number): number {
  checkDepth(scan, start, depth);
  const { text } = scan;
  let at = skipSpace(text, start + 1);
  while (text.charCodeAt(at) !== 0x5d) {
    at = skipSpace(text, scanValue(scan, at, depth, undefined));
    if (text.charCodeAt(at) === 0x2c) at = skipSpace(text, at + 1);
  }
  return at + 1;
}

function scanString(scan: Scan, start: number): number {
  const { text } = scan;
  let at = text.indexOf('"', start + 1);
  let escaped = false;
  for (let slash = slashFrom(scan, start + 1); slash < at; slash = slashFrom(scan, slash + 2)) {
    escaped = true;
    // The letter behind a backslash is part of the escape, also when it is a quote.
    if (slash + 1 === at) at = text.indexOf('"', at + 1);
  }
  const end = at + 1;
  if (escaped && /\\u[dD][89a-fA-F]/.test(text.slice(start, end))) {
    // A string literal that has passed JSON.parse as part of the text parses to a string.
    const value = JSON.parse(text.slice(start, end)) as string;
    if (!isWellFormed(value)) throw new Refused('lone-surrogate', start, 'a string holds half of a surrogate pair');
  }
  return end;
}

/** The first backslash from `at` on. Most texts have few, so the one found last is kept. */
function slashFrom(scan: Scan, at: number): number {
  if (scan.slash >= at) return scan.slash;
  const found = scan.text.indexOf('\\', at);
  scan.slash = found === -1 ? scan.text.length : found;
  return scan.slash;
}

function scanScalar(scan: Scan, start: number): number {
  const { text } = scan;
  let at = start;
  let code = text.charCodeAt(at);
  while (at < text.length && code !== 0x2c && code !== 0x5d && code !== 0x7d && code > 0x20)
    code = text.charCodeAt(++at);
  const raw = text.slice(start, at);
  if (raw.length > 15 && /^-?\d+$/.test(raw) && !Number.isSafeInteger(Number(raw)))
    throw new Refused('unsafe-integer', start, `integer ${raw.slice(0, 32)} is beyond 2^53 and would be rounded`);
  // JSON.parse turns 1e999 into Infinity, which no JSON text can say again.
  if (/^-?\d.*[eE]/.test(raw) && !Number.isFinite(Number(raw)))
    throw new Refused('unsafe-integer', start, `number ${raw.slice(0, 32)} is beyond what a double holds`);
  return at;
}

function checkDepth(scan: Scan, at: number, depth: number): void {
  if (depth > scan.max) throw new Refused('too-deep', at, `nested deeper than ${scan.max}`);
}

function skipSpace(text: string, start: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at += 1;
  }
}
