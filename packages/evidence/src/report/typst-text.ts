/**
 * Texts of data for the PDF. They reach Typst as JSON in an input and are never part of its source, so no sign in them
 * is markup. What the one embedded font cannot show, and what hides or reorders text, is written as its code point.
 */
import { codePoint } from './html-text.ts';

// A glyph without a font fails a whole PDF/A (reference/stack.md T10). These are letters, digits, punctuation and
// symbols that Libertinus Serif holds in all styles used here; a test sets every one of them.
const SHOWN =
  /(?=[\p{L}\p{N}\p{P}\p{S} ])[\u0020-\u007e\u00a1-\u017f\u0388-\u03ce\u0400-\u045f\u05d0-\u05ea\u2010-\u2027\u2030-\u2037\u2039\u203a\u20ac\u2190-\u2193\u2212\u2260\u2264\u2265]/u;

/** Zero width space: a line may end here. The template sets none of them, so that copied text has none either. */
const BREAK_HERE = '\u200b';

/** Text that the font can show in full. Line feeds become spaces. */
export function printableText(text: string): string {
  let out = '';
  for (const sign of text.normalize('NFC').replace(/\r?\n|\t/g, ' ')) out += SHOWN.test(sign) ? sign : codePoint(sign);
  return out;
}

/** As {@link printableText}, with places where a long word may be broken: it would leave its column otherwise. */
export function breakableText(text: string): string {
  return printableText(text).replace(/[^ ]{21,}/g, (word) =>
    // After signs that join words in names and paths; else, where nothing joins, after 28 signs.
    word
      .split(/(?<=[_/,;]|\]|\.(?!\d))(?=[^ ])/u)
      .flatMap((part) => part.match(/.{1,28}/gu) ?? [])
      .join(BREAK_HERE),
  );
}

/** All signs that are shown as themselves: for the test that sets them. */
export function shownSigns(): string[] {
  return Array.from({ length: 0x2300 }, (_, n) => String.fromCodePoint(n)).filter((sign) => SHOWN.test(sign));
}

/** Pieces of a digest between which a line may end; a line feed where it must. */
export function pieces(code: string): string[] {
  const lines = code.split('\n').map((line) => printableText(line).match(/.{1,8}/gu) ?? []);
  return lines.flatMap((line, n) => (n === 0 ? line : ['\n', ...line]));
}
