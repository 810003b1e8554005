/** CSV for spreadsheets (RFC 4180). */

/**
 * Text of a table: CRLF line ends, header first. Threat: a spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or
 * a carriage return as a formula, and names come from strangers. Such cells get an apostrophe in front.
 */
export function csvText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const harmless = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
