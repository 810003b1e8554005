/**
 * Bounds how deep a YAML text nests before the parser sees it.
 *
 * Threat: the parser recurses once for each level. Where its stack ends inside a regular expression, the process aborts
 * instead of throwing, so a short file such as "? ? ? ..." could stop the gateway. The lexer does not recurse.
 */
import { Lexer } from 'yaml';

/** Levels of [ ] and { }, and of "- ", "? " and ": " in a row. The format itself needs nine in all. */
const MAX_LEVELS = 16;
/** Columns of indentation. Every block level is at least one column further in, so this bounds the levels too. */
const MAX_INDENT = 64;

/** The lexer's own marks, which are not part of the text. */
const SCALAR_FOLLOWS = '\u001F';
const MARKS: ReadonlySet<string> = new Set(['\u0002', '\u0018', SCALAR_FOLLOWS]);

const OPENS: ReadonlySet<string> = new Set(['[', '{']);
const CLOSES: ReadonlySet<string> = new Set([']', '}']);
const INDICATORS: ReadonlySet<string> = new Set(['-', '?', ':']);

/** Offset of the first token that lies deeper than the bounds, or undefined. The text holds no control characters. */
export function tooDeepAt(text: string): number | undefined {
  let at = 0;
  let flow = 0;
  let inRow = 0;
  let lineStart = true;
  let scalar = false;
  for (const token of new Lexer().lex(text)) {
    if (MARKS.has(token)) {
      scalar = token === SCALAR_FOLLOWS;
      continue;
    }
    if (!scalar) {
      if (OPENS.has(token)) flow += 1;
      if (CLOSES.has(token)) flow -= 1;
      if (OPENS.has(token) || CLOSES.has(token) || token === ',') inRow = 0;
      if (INDICATORS.has(token)) inRow += 1;
      if (flow > MAX_LEVELS || inRow > MAX_LEVELS) return at;
      if (lineStart && /^ +$/.test(token) && token.length > MAX_INDENT) return at;
    }
    lineStart = /[\n\r]$/.test(token);
    // Inside brackets a line break separates nothing.
    if (lineStart && flow <= 0) inRow = 0;
    scalar = false;
    at += token.length;
  }
  return undefined;
}
