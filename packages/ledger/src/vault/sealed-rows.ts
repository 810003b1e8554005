/**
 * The sealed rows of a database as erasure sees them: which records are sealed for whom, and taking them away. Three
 * places, by the version that wrote them; see reader/vault-reader.ts.
 */
import { createHash } from 'node:crypto';
import type { Db, ReadDb } from '../db/open-database.ts';
import { handlesIn } from './handle-list.ts';

/** A record with sealed content. */
export interface SealedItem {
  readonly index: number;
  readonly id: string;
  /** Type of the record. */
  readonly t: string;
  /** The stored leaf. */
  readonly entry: Uint8Array;
  /** Handles whose keys its content needs. */
  readonly subjects: readonly string[];
  /** Lowercase hex SHA-256 over the stored key, disclosures and contents: what an inventory names. */
  readonly sha: string;
}

interface Row {
  readonly index: number;
  readonly id: string;
  readonly t: string;
  readonly entry: Uint8Array;
  readonly dek: Uint8Array;
  readonly subjects: string;
  readonly disclosures: Uint8Array;
}

const PAGE = 256;
const COLUMNS = 'e.idx AS "index", e.id, e.t, e.entry, s.dek, s.subjects, s.disclosures';
const PLACES = [
  { table: 'entry', from: 'entry e JOIN entry s ON s.idx = e.idx AND s.dek IS NOT NULL' },
  { table: 'sealed', from: 'entry e JOIN sealed s ON s.idx = e.idx' },
  { table: 'vault', from: 'entry e JOIN vault s ON s.record = e.id' },
] as const;

/** Which sealed records: those sealed for one of the handles, or one record by its id. Neither: all. */
export interface SealedFilter {
  readonly handles?: readonly string[];
  readonly record?: string;
}

/** Sealed records in the order of the log within each place. Read in pages, so that no transaction stays open. */
export function* readSealed(
  db: ReadDb,
  { handles, record }: SealedFilter = {},
): Generator<SealedItem, void, undefined> {
  const contents = db.prepare<[string], { field: string; sealed: Uint8Array }>(
    'SELECT field, sealed FROM payload WHERE record = ? ORDER BY field',
  );
  const wanted = handles === undefined ? undefined : new Set(handles);
  // LIKE only finds candidates (`_` stands for any letter); the list is read below.
  const patterns = (handles ?? []).map((handle) => `%${handle}%`);
  const mentions = handles === undefined ? '1 = 1' : `(${patterns.map(() => 's.subjects LIKE ?').join(' OR ')})`;
  const named = record === undefined ? '1 = 1' : 'e.id = ?';
  if (handles?.length === 0) return;
  for (const { table, from } of PLACES) {
    if (!holdsDek(db, table)) continue;
    const page = db.prepare<(string | number)[], Row>(
      `SELECT ${COLUMNS} FROM ${from} WHERE e.idx >= ? AND ${mentions} AND ${named} ORDER BY e.idx LIMIT ?`,
    );
    for (let next = 0; ; ) {
      const rows = page.all(next, ...patterns, ...(record === undefined ? [] : [record]), PAGE);
      for (const row of rows) {
        const subjects = handlesIn(row.subjects);
        if (wanted !== undefined && !subjects.some((handle) => wanted.has(handle))) continue;
        const { index, id, t, entry } = row;
        yield { index, id, t, entry, subjects, sha: digestOf(row, contents.all(id)) };
      }
      const last = rows.at(-1);
      if (last === undefined) break;
      next = last.index + 1;
    }
  }
}

/** What to take away. Ids of records, handles of persons. */
export interface Takeaway {
  readonly records: readonly string[];
  readonly subjects: readonly string[];
}

/** Takes sealed rows and references away in one transaction. Safe to repeat. */
export function takeAway(db: Db, { records, subjects }: Takeaway): void {
  const statements = [
    'UPDATE entry SET dek = NULL, subjects = NULL, disclosures = NULL WHERE id = ?',
    'DELETE FROM payload WHERE record = ?',
    ...(holdsDek(db, 'sealed') ? ['DELETE FROM sealed WHERE idx = (SELECT idx FROM entry WHERE id = ?)'] : []),
    ...(holdsDek(db, 'vault') ? ['DELETE FROM vault WHERE record = ?'] : []),
  ].map((sql) => db.prepare<[string]>(sql));
  const person = db.prepare<[string]>('UPDATE subject SET reference = NULL, key = NULL WHERE handle = ?');
  db.transaction(() => {
    for (const id of records) for (const statement of statements) statement.run(id);
    for (const handle of subjects) person.run(handle);
  }).immediate();
}

function holdsDek(db: ReadDb, table: string): boolean {
  return db.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = 'dek'").get(table) !== undefined;
}

function digestOf(row: Row, contents: readonly { field: string; sealed: Uint8Array }[]): string {
  const hash = createHash('sha256').update(row.dek).update(row.disclosures);
  for (const { field, sealed } of contents) hash.update(field).update(sealed);
  return hash.digest('hex');
}
