/**
 * Where JSON values begin and end in bytes, without reading them: the exact bytes of a record are what is hashed (log
 * schemas reference §1), so they are cut out of the object and never written again. Whether the bytes are JSON at all is
 * for JSON.parse to say.
 */

/** State of a scan that may stop at the end of what is there and go on later. Positions are relative to the value's start. */
export interface ValueScan {
  /** First byte that was not looked at, counted from the start of the value. */
  at: number;
  depth: number;
  inString: boolean;
  escaped: boolean;
  /** A number, `true`, `false` or `null`: it ends where it ends, without a closing byte. */
  scalar: boolean;
  /** Digits in a row outside of strings, as far as brackets and quotes between them are passed over. */
  digits: number;
}

/** Integers of fewer digits are exact in a number of JavaScript. */
export const LONG_DIGITS = 16;

/** A scan at the first byte of a value. `depth` 1: inside an object or list whose opening byte is already behind. */
export function startScan(depth = 0): ValueScan {
  return { at: 0, depth, inString: false, escaped: false, scalar: false, digits: 0 };
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A newline inside a string: RFC 8259 §7 forbids it, so the text before it was cut off. */
export const BROKEN = -2;
/** The value goes on beyond `end`. */
export const MORE = -1;

/**
 * End (exclusive) of the value that starts at `start`, looking no further than `end`; {@link MORE} or {@link BROKEN}.
 * Brackets are counted, not matched.
 */
export function scanValue(bytes: Uint8Array, start: number, end: number, scan: ValueScan): number {
  let { depth, inString, escaped, scalar, digits } = scan;
  let i = start + scan.at;
  for (; i < end; i++) {
    // Most bytes of a log stand in strings, so they have a loop of their own. Proof of `as`: i is below the length.
    if (inString) {
      let byte = bytes[i] as number;
      if (escaped) {
        escaped = false;
        continue;
      }
      // Lower-case letters, the most frequent, take one comparison.
      while ((byte > BACKSLASH || (byte !== QUOTE && byte !== BACKSLASH && byte !== NEWLINE)) && ++i < end)
        byte = bytes[i] as number;
      if (i >= end) break;
      if (byte === NEWLINE) return BROKEN;
      if (byte === BACKSLASH) escaped = true;
      else {
        inString = false;
        if (depth === 0) return i + 1;
      }
      continue;
    }
    const byte = bytes[i] as number;
    if (byte === QUOTE) {
      if (scalar) return i;
      inString = true;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (scalar) return i;
      depth++;
    } else if (byte === 0x7d || byte === 0x5d) {
      if (scalar) return i;
      depth--;
      if (depth === 0) {
        scan.digits = digits;
        return i + 1;
      }
      if (depth < 0) return BROKEN;
    } else if (depth === 0) {
      if (byte === 0x2c || byte <= 0x20) return i;
      scalar = true;
    } else if (byte >= 0x30 && byte <= 0x39) digits++;
    // Once there are too many they stay.
    else if (digits < LONG_DIGITS) digits = 0;
  }
  scan.digits = digits;
  scan.at = i - start;
  scan.depth = depth;
  scan.inString = inString;
  scan.escaped = escaped;
  scan.scalar = scalar;
  return MORE;
}

/** A value inside a document. */
export interface Located {
  readonly start: number;
  readonly end: number;
}

/** Elements of the list that starts at `list.start`. The bytes must be JSON. */
export function elementsOf(bytes: Uint8Array, list: Located): Located[] {
  const found: Located[] = [];
  for (let at = skip(bytes, list.start + 1); at < list.end - 1; ) {
    const end = valueEnd(bytes, at, list.end);
    found.push({ start: at, end });
    at = skip(bytes, end);
  }
  return found;
}

/** Members of the object that starts at `object.start`, by name; of two with one name the last, as JSON.parse does. The bytes must be JSON. */
export function membersOf(bytes: Uint8Array, object: Located): Map<string, Located> {
  const found = new Map<string, Located>();
  for (let at = skip(bytes, object.start + 1); at < object.end - 1; ) {
    const nameEnd = valueEnd(bytes, at, object.end);
    const name: unknown = JSON.parse(textOfBytes(bytes.subarray(at, nameEnd)));
    const start = skip(bytes, nameEnd);
    const end = valueEnd(bytes, start, object.end);
    found.set(String(name), { start, end });
    at = skip(bytes, end);
  }
  return found;
}

function valueEnd(bytes: Uint8Array, start: number, limit: number): number {
  const end = scanValue(bytes, start, limit, startScan());
  if (end <= start) throw new RangeError('not JSON');
  return end;
}

/** Skips white space, commas and colons. */
function skip(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let byte = bytes[at]; byte !== undefined && (byte <= 0x20 || byte === 0x2c || byte === 0x3a); byte = bytes[at])
    at++;
  return at;
}

function textOfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
