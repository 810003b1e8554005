/** What text and names a scope file may hold. A reader must see what the machine reads, so hidden characters are refused. */

/**
 * Control characters, line and paragraph separators, direction overrides, invisible fillers and lone surrogates.
 * Threat: a comment or a name that is shown in another order than it is read (CVE-2021-42574).
 */
const HIDDEN =
  /(?![\t\n\r])\p{Cc}|[\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]|[\uD800-\uDFFF]/u;

/** Offset (UTF-16 units) of the first hidden character, or undefined. Tab, line feed and carriage return are allowed. */
export function hiddenCharacterAt(text: string): number | undefined {
  const at = text.search(HIDDEN);
  return at === -1 ? undefined : at;
}

/** One line of text without hidden characters and without space at the ends. `max` counts UTF-16 units. */
export function isLine(text: string, max: number): boolean {
  return (
    text.length > 0 &&
    text.length <= max &&
    text.trim() === text &&
    !/[\t\n\r]/.test(text) &&
    hiddenCharacterAt(text) === undefined
  );
}

/** Id of a scope, a system or a server: it also stands in file names and record fields. */
export const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Agent id; wider than {@link ID} because identity providers issue addresses and URIs. */
export const AGENT = /^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,127}$/;

/** Rule name. No `#` and no `:`, which separate it from what follows in rule ids and error codes. At most 160, so that both fit a record label. */
export const RULE = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,159}$/;

/** Tool name: printable ASCII, so that two names cannot look alike. */
export const TOOL = /^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/;

/** Argument name: printable ASCII, shorter, because it stands in rule ids. */
export const ARGUMENT = /^[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?$/;
