/**
 * CSV for spreadsheets (RFC 4180).
 *
 * Threat: a spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return as a formula, and
 * tool names come from strangers. Such cells get an apostrophe in front. The exact values are in the JSON files.
 */

/** Text of a table: CRLF line ends, header first. */
export function csv(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [header, ...rows].map((row) => `${row.map((cell) => csvCell(String(cell))).join(',')}\r\n`).join('');
}

/** One cell, made harmless and quoted when needed. */
export function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
