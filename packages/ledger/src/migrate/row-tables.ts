/** The tables that are the same in SQLite and in PostgreSQL, for copies from one to the other. */
import { createHash } from 'node:crypto';

/** What a column holds. */
export type ColumnKind = 'int' | 'text' | 'bytes';

/** One value. */
export type Cell = number | string | Uint8Array | null;

/** A table: its columns in order, and the ones that order its rows. */
export interface RowTable {
  readonly name: string;
  readonly columns: readonly (readonly [name: string, kind: ColumnKind])[];
  readonly order: readonly string[];
}

/** All that a log is. `open_call` has one column more in PostgreSQL, which follows from `entry`. */
export const ROW_TABLES: readonly RowTable[] = [
  {
    name: 'entry',
    columns: [
      ['idx', 'int'],
      ['id', 'text'],
      ['t', 'text'],
      ['writer', 'text'],
      ['n', 'int'],
      ['leaf', 'bytes'],
      ['entry', 'bytes'],
      ['dek', 'bytes'],
      ['subjects', 'text'],
      ['disclosures', 'bytes'],
    ],
    order: ['idx'],
  },
  {
    name: 'checkpoint',
    columns: [
      ['size', 'int'],
      ['note', 'text'],
      ['cosigners', 'int'],
    ],
    order: ['size'],
  },
  {
    name: 'payload',
    columns: [
      ['record', 'text'],
      ['field', 'text'],
      ['sealed', 'bytes'],
    ],
    order: ['record', 'field'],
  },
  {
    name: 'subject',
    columns: [
      ['handle', 'text'],
      ['kind', 'text'],
      ['reference', 'bytes'],
    ],
    order: ['handle'],
  },
  {
    name: 'open_call',
    columns: [
      ['leaf', 'text'],
      ['idx', 'int'],
      ['kind', 'text'],
    ],
    order: ['leaf'],
  },
];

/** Number and SHA-256 of rows: two tables with the same are the same. */
export interface RowDigest {
  add(row: readonly Cell[]): void;
  /** Rows so far, and the digest as lowercase hex. */
  result(): { readonly rows: number; readonly sha: string };
}

/** An empty digest. Each cell is its kind, its length and its bytes, so that no two rows read alike. */
export function rowDigest(): RowDigest {
  const hash = createHash('sha256');
  let rows = 0;
  return {
    add(row) {
      rows += 1;
      for (const cell of row) {
        if (cell === null) {
          hash.update('n;');
          continue;
        }
        const bytes = cell instanceof Uint8Array ? cell : Buffer.from(String(cell), 'utf8');
        hash.update(`${cell instanceof Uint8Array ? 'b' : typeof cell === 'number' ? 'i' : 't'}${bytes.length};`);
        hash.update(bytes);
      }
    },
    result: () => ({ rows, sha: hash.copy().digest('hex') }),
  };
}
