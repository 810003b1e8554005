/** Decrypts sealed content on a read-only connection. Everything is undefined once a subject's key was erased. */
import type { KeyWrapper } from '@remit/secrets';
import { open } from '@remit/secrets';
import type { ReadDb } from '../db/open-database.ts';
import type { LedgerReader } from '../types.ts';
import { aad } from '../vault/associated-data.ts';
import { handlesIn } from '../vault/handle-list.ts';
import { type DataKey, openContent, openDataKey, openPayload } from '../vault/open-content.ts';
import { readSealed } from '../vault/sealed-rows.ts';
import { openSubject, type StoredSubject, withKey } from '../vault/subject-book.ts';
import type { SubjectKeyReader } from '../vault/subject-key-file.ts';

type VaultReader = Pick<LedgerReader, 'disclosures' | 'payload' | 'subject' | 'sealed' | 'openFor'>;

interface VaultRecord {
  readonly dek: Uint8Array;
  readonly subjects: string;
  readonly disclosures: Uint8Array;
}

/** Prepares the statements. `wrapper` holds the vault key, `keys` those of persons. */
export function createVaultReader(db: ReadDb, wrapper: KeyWrapper, keys: SubjectKeyReader): VaultReader {
  const { find } = createVaultRows(db);
  const payload = db.prepare<[string, string], { sealed: Uint8Array }>(
    'SELECT sealed FROM payload WHERE record = ? AND field = ?',
  );
  const subject = db.prepare<[string], StoredSubject>(
    'SELECT handle, kind, reference, key FROM subject WHERE handle = ?',
  );

  const person = (handle: string) => {
    const row = subject.get(handle);
    const opened = row && openSubject(wrapper, withKey(row, keys));
    return row === undefined || opened === undefined || opened === 'erased' ? undefined : { kind: row.kind, ...opened };
  };

  const dataKey = (recordId: string, row: VaultRecord): DataKey | undefined => {
    const keys = handlesIn(row.subjects).map((handle) => person(handle)?.key);
    return openDataKey(recordId, row.dek, keys, wrapper);
  };

  return {
    disclosures(recordId) {
      const row = find(recordId);
      const key = row && dataKey(recordId, row);
      return key && openContent(recordId, key, row.disclosures)?.disclosures;
    },
    payload(recordId, field) {
      const row = find(recordId);
      const key = row && dataKey(recordId, row);
      if (row === undefined || key === undefined) return undefined;
      const stored = payload.get(recordId, field);
      if (stored !== undefined) return openPayload(recordId, field, key, stored.sealed);
      return openContent(recordId, key, row.disclosures)?.payloads.get(field);
    },
    subject(handle) {
      const found = person(handle);
      return found === undefined ? undefined : { kind: found.kind, reference: found.reference };
    },
    sealed: (which) => readSealed(db, which),
    openFor(handle, purpose, sealed) {
      const key = person(handle)?.key;
      return key && open(key, sealed, aad.own(handle, purpose));
    },
  };
}

/** A record's sealed row, wherever the version that wrote it kept it: in its entry's row, in `sealed` or in `vault`. */
function createVaultRows(db: ReadDb): { find(recordId: string): VaultRecord | undefined } {
  const places = [
    'SELECT dek, subjects, disclosures FROM entry WHERE id = ? AND dek IS NOT NULL',
    'SELECT s.dek, s.subjects, s.disclosures FROM entry e JOIN sealed s USING (idx) WHERE e.id = ?',
    'SELECT dek, subjects, disclosures FROM vault WHERE record = ?',
  ];
  // Which of them there are depends on the versions that have opened the folder for writing.
  const there = [hasColumn(db, 'entry', 'dek'), hasColumn(db, 'sealed', 'dek'), hasColumn(db, 'vault', 'dek')];
  const queries = places.filter((_, i) => there[i]).map((sql) => db.prepare<[string], VaultRecord>(sql));
  return {
    find(recordId) {
      for (const query of queries) {
        const row = query.get(recordId);
        if (row !== undefined) return row;
      }
      return undefined;
    },
  };
}

function hasColumn(db: ReadDb, table: string, column: string): boolean {
  return db.prepare('SELECT 1 FROM pragma_table_info(?) WHERE name = ?').get(table, column) !== undefined;
}
