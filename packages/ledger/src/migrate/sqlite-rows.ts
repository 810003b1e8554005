/** Rows of a ledger's tables in SQLite, of any version that can be opened. */
import type { Db } from '../db/open-database.ts';
import type { Cell, RowTable } from './row-tables.ts';

/** All rows of a table in its order. Sealed content is taken from wherever the version that wrote it kept it. */
export function* sqliteRows(db: Db, table: RowTable): Generator<Cell[], void, undefined> {
  const columns = table.columns.map(([name]) => (table.name === 'entry' ? entryColumn(db, name) : name));
  const statement = db
    .prepare<[], Cell[]>(`SELECT ${columns.join(', ')} FROM ${table.name} AS e ORDER BY ${table.order.join(', ')}`)
    .raw(true);
  for (const row of statement.iterate()) yield row;
}

/** A statement that stores one row. */
export function sqliteInsert(db: Db, table: RowTable): (row: readonly Cell[]) => void {
  const names = table.columns.map(([name]) => name);
  const statement = db.prepare<Cell[]>(
    `INSERT INTO ${table.name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  return (row) => void statement.run(...row);
}

const SEALED: ReadonlySet<string> = new Set(['dek', 'subjects', 'disclosures']);

function entryColumn(db: Db, name: string): string {
  if (!SEALED.has(name)) return `e.${name}`;
  const places = [`e.${name}`];
  if (hasTable(db, 'sealed')) places.push(`(SELECT s.${name} FROM sealed s WHERE s.idx = e.idx)`);
  if (hasTable(db, 'vault')) places.push(`(SELECT v.${name} FROM vault v WHERE v.record = e.id)`);
  return places.length === 1 ? (places[0] ?? name) : `coalesce(${places.join(', ')})`;
}

function hasTable(db: Db, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;
}
