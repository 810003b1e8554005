/** Tables for people. */
import type { Figure, Section } from './figures.ts';
import { isMet } from './figures.ts';

/** One section as text. */
export function renderSection({ title, how, rows, figures }: Section): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => columns.map((column) => text(row[column])));
  return [
    '',
    title,
    how,
    '',
    ...table([columns, ...cells]),
    '',
    ...table([['figure', 'value', 'limit', 'met'], ...figures.map(line)]),
  ].join('\n');
}

function line(figure: Figure): string[] {
  const { name, value, unit, limit, goal } = figure;
  const bound =
    limit === undefined ? '-' : 'atMost' in limit ? `at most ${text(limit.atMost)}` : `at least ${text(limit.atLeast)}`;
  const met = limit === undefined ? '-' : isMet(figure) ? 'yes' : 'NO';
  return [name, `${text(value)} ${unit}`, goal === undefined ? bound : `${bound} (goal ${text(goal)})`, met];
}

function text(value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(0);
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map(
    (row) =>
      `  ${row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd()}`,
  );
}
