/**
 * Values of `Mcp-Name` and `Mcp-Param-*`: plain visible ASCII, or `=?base64?{UTF-8 in base64}?=` for everything else,
 * the sentinel's own look included. MCP 2026-07-28, Streamable HTTP; mcp reference §2.1.
 */
import { fromBase64, fromUtf8, toBase64, utf8 } from '@remit/core';

const PREFIX = '=?base64?';
const SUFFIX = '?=';

/** The header value that stands for a text. */
export function encodeHeaderValue(text: string): string {
  const plain = text !== '' && text === text.trim() && /^[\t\x20-\x7e]*$/.test(text) && !isWrapped(text);
  return plain ? text : `${PREFIX}${toBase64(utf8(text))}${SUFFIX}`;
}

/** The text that a header value stands for; undefined when the wrapping holds no canonical base64 of valid UTF-8. */
export function decodeHeaderValue(value: string): string | undefined {
  const trimmed = value.replace(/^[ \t]+|[ \t]+$/g, '');
  if (!isWrapped(trimmed)) return trimmed;
  const bytes = fromBase64(trimmed.slice(PREFIX.length, -SUFFIX.length));
  return bytes === undefined ? undefined : fromUtf8(bytes);
}

function isWrapped(value: string): boolean {
  return value.length >= PREFIX.length + SUFFIX.length && value.startsWith(PREFIX) && value.endsWith(SUFFIX);
}
