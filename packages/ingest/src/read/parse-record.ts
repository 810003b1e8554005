/** The value of one raw record. Integers beyond 2^53 become strings of their digits before JSON.parse could round them. */
import { isAscii, isUtf8 } from 'node:buffer';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';

/** Why a record is not an object of JSON. */
export type ParseRefusal = 'invalid_utf8' | 'not_json' | 'not_an_object';
type Members = Readonly<Record<string, unknown>>;

/**
 * Parses the bytes of one record. Text before the first brace, as syslog puts it (RFC 3164, RFC 5424), is passed over
 * when `prefixed`; it stays part of the record's bytes. `exact`: no number in it is too long, as whoever cut it out saw.
 */
export function parseRecord(bytes: Uint8Array, prefixed = false, exact = false): Result<Members, ParseRefusal> {
  const text = textOfRecord(bytes);
  if (text === undefined) return err('invalid_utf8');
  let value = jsonOf(text, exact);
  if (value === undefined && prefixed) value = afterPrefix(text);
  if (value === undefined) return err('not_json');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return err('not_an_object');
  // Proof: JSON.parse gave an object; its members are its own.
  return ok(value as Members);
}

/** Text of UTF-8 bytes, or undefined: nothing is replaced silently. */
export function textOfRecord(bytes: Uint8Array): string | undefined {
  const view = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isAscii(view)) return view.toString('latin1');
  return isUtf8(view) ? view.toString('utf8') : undefined;
}

function afterPrefix(text: string): unknown {
  // A syslog line starts with `<priority>`, a date or a host name, never with quotes; its message is the rest of the line.
  const brace = text.indexOf('{');
  return brace > 0 && brace <= 1024 && /^[<\w]/.test(text) ? jsonOf(text.slice(brace), false) : undefined;
}

/** undefined: not JSON. JSON itself knows no undefined. */
function jsonOf(text: string, exact: boolean): unknown {
  try {
    return JSON.parse(!exact && LONG_NUMBER.test(text) ? quoteBigIntegers(text) : text);
  } catch {
    return undefined;
  }
}

/** Sixteen digits where a number may stand; in a string now and then, which costs time only. */
const LONG_NUMBER = /[:,[\s]-?\d{16}/;
/** Strings are matched first, so that digits inside them stay as they are. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/** The same JSON text with quotes around every integer that a number of JavaScript cannot hold. */
export function quoteBigIntegers(text: string): string {
  return text.replace(TOKEN, (token) =>
    /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
}
