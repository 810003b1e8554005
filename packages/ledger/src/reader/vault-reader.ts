/** Decrypts sealed content on a read-only connection. Everything is undefined once a subject's key was erased. */
import { isRefusal, parseStrictJson } from '@remit/core';
import type { KeyWrapper } from '@remit/secrets';
import type { Db } from '../db/open-database.ts';
import type { LedgerReader } from '../types.ts';
import { type DataKey, openContent, openDataKey, openPayload } from '../vault/open-content.ts';
import { openSubject, type StoredSubject } from '../vault/subject-book.ts';

type VaultReader = Pick<LedgerReader, 'disclosures' | 'payload' | 'subject'>;

interface VaultRecord {
  readonly dek: Uint8Array;
  readonly subjects: string;
  readonly disclosures: Uint8Array;
}

/** Prepares the statements. `wrapper` holds the vault key. */
export function createVaultReader(db: Db, wrapper: KeyWrapper): VaultReader {
  const { find } = createVaultRows(db);
  const payload = db.prepare<[string, string], { sealed: Uint8Array }>(
    'SELECT sealed FROM payload WHERE record = ? AND field = ?',
  );
  const subject = db.prepare<[string], StoredSubject>(
    'SELECT handle, kind, reference, key FROM subject WHERE handle = ?',
  );

  const person = (handle: string) => {
    const row = subject.get(handle);
    const opened = row && openSubject(wrapper, row);
    return row === undefined || opened === undefined || opened === 'erased' ? undefined : { kind: row.kind, ...opened };
  };

  const dataKey = (recordId: string, row: VaultRecord): DataKey | undefined => {
    const keys = handlesOf(row.subjects).map((handle) => person(handle)?.key);
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
  };
}

/** A record's sealed row, wherever the version that wrote it kept it. */
function createVaultRows(db: Db): { find(recordId: string): VaultRecord | undefined } {
  const first = db.prepare<[string], VaultRecord>('SELECT dek, subjects, disclosures FROM vault WHERE record = ?');
  const later = hasSealed(db)
    ? db.prepare<[string], VaultRecord>(
        'SELECT dek, subjects, disclosures FROM entry JOIN sealed USING (idx) WHERE entry.id = ?',
      )
    : undefined;
  return { find: (recordId) => later?.get(recordId) ?? first.get(recordId) };
}

/** False for a folder of version 1 that no later version has opened for writing. */
function hasSealed(db: Db): boolean {
  return db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'sealed'").get() !== undefined;
}

function handlesOf(text: string): string[] {
  const json = parseStrictJson(text);
  if (isRefusal(json) || !Array.isArray(json.value)) return [];
  return json.value.filter((handle) => typeof handle === 'string');
}
