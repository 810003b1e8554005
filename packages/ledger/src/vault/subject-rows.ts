/** The stored persons with their keys, wherever the version that wrote them kept those. */
import type { ReadDb } from '../db/open-database.ts';
import { type StoredSubject, withKey } from './subject-book.ts';
import type { SubjectKeyReader } from './subject-key-file.ts';

/** Some persons, by handle, as far as they are stored. */
export function* readSubjectsOf(
  db: ReadDb,
  keys: Pick<SubjectKeyReader, 'get'>,
  handles: readonly string[],
): Generator<StoredSubject, void, undefined> {
  const row = db.prepare<[string], StoredSubject>('SELECT handle, kind, reference, key FROM subject WHERE handle = ?');
  for (const handle of handles) {
    const found = row.get(handle);
    if (found !== undefined) yield withKey(found, keys);
  }
}

/** All persons, the erased ones too. */
export function* readSubjects(
  db: ReadDb,
  keys: Pick<SubjectKeyReader, 'get'>,
): Generator<StoredSubject, void, undefined> {
  const rows = db.prepare<[], StoredSubject>('SELECT handle, kind, reference, key FROM subject');
  for (const row of rows.iterate()) yield withKey(row, keys);
}
