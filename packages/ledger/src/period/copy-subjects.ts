/** Persons of one log in the database of the next: their handles stay the same, and their keys where they are. */
import Database from 'better-sqlite3';
import type { Db } from '../db/open-database.ts';

interface SubjectCopy {
  readonly handle: string;
  readonly kind: string;
  readonly reference: Uint8Array;
}

/** Copies those who are not erased. */
export function copySubjects(from: string, to: Db): void {
  const source = new Database(from, { readonly: true, fileMustExist: true });
  try {
    if (source.prepare('SELECT 1 FROM subject WHERE key IS NOT NULL').get() !== undefined)
      throw new Error('the log was written by an earlier version; start it once with this version before it is ended');
    const rows = source.prepare<[], SubjectCopy>(
      'SELECT handle, kind, reference FROM subject WHERE reference IS NOT NULL',
    );
    const insert = to.prepare('INSERT INTO subject (handle, kind, reference) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
    to.transaction(() => {
      for (const { handle, kind, reference } of rows.iterate()) insert.run(handle, kind, reference);
    }).immediate();
  } finally {
    source.close();
  }
}
