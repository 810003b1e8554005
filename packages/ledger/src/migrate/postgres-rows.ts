/** Rows of a ledger's tables in PostgreSQL, within one transaction of the caller. */
import type pg from 'pg';
import { bigintArray, byteaArray, textArray } from '../postgres/array-bytes.ts';
import type { Cell, ColumnKind, RowTable } from './row-tables.ts';

const PAGE = 1_000;
const TYPES: Readonly<Record<ColumnKind, string>> = { int: 'bigint', text: 'text', bytes: 'bytea' };

/** All rows of a table in its order: by bytes, as SQLite orders text. */
export async function* postgresRows(client: pg.Client, table: RowTable): AsyncGenerator<Cell[], void, undefined> {
  const names = table.columns.map(([name]) => name);
  const order = table.order.map((name) => (kindOf(table, name) === 'text' ? `${name} COLLATE "C"` : name));
  const cursor = `rows_of_${table.name}`;
  await client.query(
    `DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT ${names.join(', ')} FROM ${table.name} ORDER BY ${order.join(', ')}`,
  );
  for (;;) {
    const { rows } = await client.query<Cell[]>({ text: `FETCH ${PAGE} FROM ${cursor}`, rowMode: 'array' });
    if (rows.length === 0) break;
    yield* rows;
  }
  await client.query(`CLOSE ${cursor}`);
}

/** Stores rows. `writer` of an open call follows from its entry, which is stored before. */
export async function insertPostgresRows(client: pg.Client, table: RowTable, rows: readonly Cell[][]): Promise<void> {
  const names = table.columns.map(([name]) => name);
  const arrays = table.columns.map(([, kind], i) => `$${i + 1}::${TYPES[kind]}[]`).join(', ');
  const from = `unnest(${arrays}) AS u (${names.join(', ')})`;
  const text =
    table.name === 'open_call'
      ? `INSERT INTO open_call (leaf, idx, kind, writer) SELECT u.leaf, u.idx, u.kind, e.writer FROM ${from} JOIN entry e USING (idx)`
      : `INSERT INTO ${table.name} (${names.join(', ')}) SELECT * FROM ${from}`;
  const values = table.columns.map(([, kind], i) =>
    arrayOf(
      kind,
      rows.map((row) => row[i] ?? null),
    ),
  );
  await client.query({ name: `copy_${table.name}`, text, values });
}

/** Rows in pages of a size that one statement takes. */
export function* pagesOf<T>(rows: Iterable<T>): Generator<T[], void, undefined> {
  let page: T[] = [];
  for (const row of rows) {
    page.push(row);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

function arrayOf(kind: ColumnKind, cells: readonly Cell[]): Buffer {
  // Proof of the casts: both databases hold in each column what its kind says, or NULL where it may be.
  if (kind === 'bytes') return byteaArray(cells as readonly (Uint8Array | null)[]);
  return kind === 'int' ? bigintArray(cells as readonly number[]) : textArray(cells as readonly (string | null)[]);
}

function kindOf(table: RowTable, name: string): ColumnKind | undefined {
  return table.columns.find(([column]) => column === name)?.[1];
}
