/** What the demo prints: short screens of plain text, each with a number, and a line for each thing that was checked. */
import { expectThat } from './demo-failure.ts';

/** Prints to wherever the lines go. */
export interface Screen {
  /** Starts the next screen. */
  title(text: string): void;
  /** One line, never broken, such as a command to copy. */
  say(text: string): void;
  /** A label and a text in two columns. The text is broken between words. */
  row(label: string, text: string): void;
  /** Checks an expected result: prints it, or ends the demo. `found` says what was seen instead. */
  check(what: string, holds: boolean, found: string): void;
}

const WIDTH = 100;
const INDENT = 2;
const LABEL = 15;

/** `screens`: how many there will be. `write` takes one line without its line feed. */
export function createScreen(screens: number, write: (line: string) => void): Screen {
  let shown = 0;
  const row = (label: string, text: string) =>
    wrap(text, WIDTH - INDENT - LABEL).forEach((line, i) => {
      write(`${' '.repeat(INDENT)}${(i === 0 ? label : '').padEnd(LABEL)}${line}`);
    });
  return {
    title(text) {
      shown += 1;
      write('');
      write(`--- ${shown} of ${screens}: ${text} `.padEnd(WIDTH, '-'));
    },
    say: (text) => write(`${' '.repeat(INDENT)}${text}`),
    row,
    check(what, holds, found) {
      expectThat(what, holds, found);
      row('checked', what);
    },
  };
}

/** Breaks a text between words; a word that is longer than `width` stays whole. Runs of blanks inside a line are kept. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const before = rest.lastIndexOf(' ', width);
    const at = before > 0 ? before : rest.indexOf(' ', width);
    if (at < 0) break;
    lines.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at + 1).trimStart();
  }
  return [...lines, rest];
}

/** Rows of cells as lines, each column as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
