/**
 * Text from the wire as a record's label: at most 256 UTF-16 units, no control characters, well-formed.
 *
 * Threat: a client chooses its own name and the name of the tool it asks for. A name of 10 kB or with a line feed must
 * neither stop the record nor be confused with another name, so what is cut or replaced is told by a digest of the whole.
 */
import { isWellFormed, sha256, toHex, utf8 } from '@remit/core';

/** Limit of `Label` in @remit/record. */
const MAX = 256;
/** Kept of a name that is too long: leaves room for the digest. */
const KEPT = 160;

/** Printable ASCII: most names. */
const PLAIN = /^[ -~]{1,256}$/;

/** The text itself when it can stand in a record; else its start, made safe, followed by the digest of the whole. */
export function toLabel(text: string): string {
  if (PLAIN.test(text)) return text;
  if (text === '') return '(empty)';
  if (text.length <= MAX && isWellFormed(text) && !/\p{Cc}/u.test(text)) return text;
  const start = text
    .slice(0, KEPT)
    .replace(/\p{Cc}/gu, '\uFFFD')
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
  return `${start} sha256:${toHex(sha256(utf8(text)))}`;
}
