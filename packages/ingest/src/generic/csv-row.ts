/** One row of CSV as an object of strings. Rows may have more or fewer columns than the header (log schemas reference §1.3). */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { parse } from 'csv-parse/sync';
import { textOfRecord } from '../read/parse-record.ts';
import type { Mapping } from './mapping-schema.ts';

type CsvOptions = Mapping['csv'];

/** The cells of one row, or why they cannot be read. */
export function csvCells(bytes: Uint8Array, csv: CsvOptions): Result<string[], 'invalid_utf8' | 'not_csv'> {
  const text = textOfRecord(bytes);
  if (text === undefined) return err('invalid_utf8');
  try {
    const rows: unknown = parse(text, { delimiter: csv.delimiter, quote: csv.quote, relax_column_count: true });
    // Proof: without `columns` a row is a list of strings.
    const [row, ...more] = rows as string[][];
    return row === undefined || more.length > 0 ? err('not_csv') : ok(row);
  } catch {
    return err('not_csv');
  }
}

/** Cells by the names of the header. A cell beyond it is `column_N`, from 1; an empty cell is no member. */
export function csvValue(header: readonly string[], cells: readonly string[]): Record<string, string> {
  const members: [string, string][] = [];
  for (const [i, cell] of cells.entries()) if (cell !== '') members.push([header[i] ?? `column_${i + 1}`, cell]);
  return Object.fromEntries(members);
}

/** True for a header that stands again in the file, with all the names of the first and perhaps more: columns were added. */
export function isHeaderAgain(header: readonly string[], cells: readonly string[]): boolean {
  const names = new Set(cells);
  return header.length > 1 && cells[0] === header[0] && header.every((name) => names.has(name));
}
