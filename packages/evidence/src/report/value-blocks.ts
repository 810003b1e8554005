/**
 * Any JSON value of the report as blocks: objects become facts, lists of objects become tables. What no writer knows by
 * name is still printed, so the page holds the same content as 02_report.json.
 */
import type { Block, Cell, Table } from './blocks.ts';

type Members = Readonly<Record<string, unknown>>;

/** Rows of one table, and items of one list, on paper; the JSON beside holds all. */
const MOST_ROWS = 400;
const MOST_ITEMS = 200;
const MOST_INLINE = 60;
/** More do not fit a sheet of A4. */
const MOST_COLUMNS = 7;

/** Blocks of a value. `name`: heading for it, when it needs one. `level` of such a heading. */
export function valueBlocks(value: unknown, name: string | undefined, level: 2 | 3): Block[] {
  if (isScalar(value))
    return [{ kind: 'text', text: name === undefined ? text(value) : `${title(name)}: ${text(value)}` }];
  const head: Block[] = name === undefined ? [] : [{ kind: 'heading', level, text: title(name) }];
  if (Array.isArray(value)) return listBlocks(value, name, head);
  const members = Object.entries(value as Members);
  const plain = members.filter(([, member]) => isInline(member));
  const rest = members.filter(([, member]) => !isInline(member));
  return [
    ...head,
    ...(plain.length === 0
      ? []
      : [{ kind: 'facts' as const, rows: plain.map(([key, v]): [string, Cell] => [title(key), cellOf(v)]) }]),
    ...rest.flatMap(([key, member]) => valueBlocks(member, key, name === undefined ? level : 3)),
  ];
}

function listBlocks(value: readonly unknown[], name: string | undefined, head: readonly Block[]): Block[] {
  if (value.length === 0) return [...head, { kind: 'text', text: 'None.' }];
  // The caption says the name: a heading above it would say it twice.
  if (value.every(isRow))
    return [{ kind: 'table', table: tableOf(name === undefined ? 'Values' : title(name), value) }];
  const shown = value.slice(0, MOST_ITEMS).map((item) => cellOf(item));
  const more = value.length - shown.length;
  return [...head, { kind: 'list', items: more > 0 ? [...shown, `and ${more} more in 02_report.json`] : shown }];
}

/** Objects with the same kind of members as rows of one table; columns in order of first appearance. */
export function tableOf(caption: string, rows: readonly Members[]): Table {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const shown = rows.slice(0, MOST_ROWS);
  if (columns.length > MOST_COLUMNS) return narrowTable(caption, shown, rows.length);
  return {
    caption,
    head: columns.map(title),
    rows: shown.map((row) => columns.map((column) => (column in row ? cellOf(row[column]) : ''))),
    ...(rows.length > shown.length ? { left: `${rows.length - shown.length} more rows stand in 02_report.json.` } : {}),
  };
}

/** More columns than a page is wide: the first one, and the others as words. */
function narrowTable(caption: string, shown: readonly Members[], all: number): Table {
  const [first = ''] = Object.keys(shown[0] ?? {});
  return {
    caption,
    head: [title(first), 'Content'],
    widths: [1, 4],
    rows: shown.map((row) => {
      const { [first]: key, ...rest } = row;
      return [cellOf(key), cellOf(rest)];
    }),
    ...(all > shown.length ? { left: `${all - shown.length} more rows stand in 02_report.json.` } : {}),
  };
}

/** A value in one cell. `{absent: reason}` reads as what it is: missing, with the reason. */
export function cellOf(value: unknown): Cell {
  if (typeof value === 'string' && isDigest(value)) return { code: value };
  if (isScalar(value)) return text(value);
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (items.length === 0) return 'none';
    const shown = items.slice(0, MOST_INLINE).map((item) => plain(cellOf(item)));
    return `${shown.join('; ')}${items.length > shown.length ? `; and ${items.length - shown.length} more in 02_report.json` : ''}`;
  }
  const members = Object.entries(value as Members);
  const [first] = members;
  if (members.length === 1 && first?.[0] === 'absent') return `MISSING: ${plain(cellOf(first[1]))}`;
  if (members.length === 0) return 'none';
  return members.map(([key, member]) => `${title(key)}: ${plain(cellOf(member))}`).join('; ');
}

/** `noLegalAdvice` as `No legal advice`; names with other signs than letters stay as they are. */
export function title(name: string): string {
  if (!/^[a-z][A-Za-z]*$/.test(name)) return name;
  // Capitals before a small letter begin a word; others are a name, as in annexIII.
  const words = name.replace(/[A-Z](?=[a-z])/g, (letter) => ` ${letter.toLowerCase()}`).replace(/[A-Z]+/g, ' $&');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** True for text that is a digest or an id: it is set so that it can be compared sign by sign. */
export function isDigest(value: string): boolean {
  return /^(?:[0-9a-f]{64}|[A-Za-z0-9_-]{43}|[A-Za-z0-9+/]{43}=|[0-9A-HJKMNP-TV-Z]{26})$/.test(value);
}

function plain(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.code;
}

function isScalar(value: unknown): value is string | number | boolean | null | undefined {
  return typeof value !== 'object' || value === null;
}

function text(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : 'none';
}

function isRow(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Small enough for one cell: a scalar, a list of scalars, or an object of at most four scalars. */
function isInline(value: unknown): boolean {
  if (isScalar(value)) return true;
  if (Array.isArray(value)) return value.length <= 8 && value.every(isScalar) && value.join('').length < 200;
  const members = Object.values(value as Members);
  return members.length <= 4 && members.every(isScalar) && members.join('').length < 240;
}
