/**
 * Persons and their handles, in the memory of the process that writes records. A handle is random and says nothing
 * without this mapping, which is stored sealed and can be erased (ledger reference §3).
 */
import { randomBytes } from 'node:crypto';
import { fromUtf8, utf8 } from '@remit/core';
import type { SubjectKind } from '@remit/record';
import type { KeyWrapper } from '@remit/secrets';
import { combineKeys, open, seal } from '@remit/secrets';
import type { SubjectRow } from '../ipc/subject-row.ts';
import { aad } from './associated-data.ts';
import type { SubjectKeyReader } from './subject-key-file.ts';

/** Combinations kept: a caller's calls mostly concern the same persons. */
const MAX_COMBINED = 1_024;

/** A stored subject. The reference is null once erased; the key too, and where the file of keys is not here. */
export interface StoredSubject {
  readonly handle: string;
  readonly kind: string;
  readonly reference: Uint8Array | null;
  readonly key: Uint8Array | null;
}

/** A stored row of which the key is taken from the file of keys, unless a database of an earlier version still holds it. */
export function withKey(row: StoredSubject, keys: Pick<SubjectKeyReader, 'get'>): StoredSubject {
  return { ...row, key: row.key ?? keys.get(row.handle) ?? null };
}

/** The mapping of one process. */
export interface SubjectBook {
  /** The handle of a person, made when there is none. A new one is not stored before a record names it. */
  handle(kind: SubjectKind, reference: string): string;
  /** The key that all of these persons' keys are needed for; or the handle that is unknown or erased. */
  combinedKey(handles: readonly string[]): { readonly key: Uint8Array } | { readonly unknown: string };
  /** Rows of the new persons among the handles: to be stored with the record that names them. */
  unstored(handles: Iterable<string>): SubjectRow[];
  /** Told when such rows are on their way, so that they are not stored twice. */
  stored(rows: readonly SubjectRow[]): void;
  /** Handles of a reference, of every kind. Makes none. */
  find(reference: string): { readonly handle: string; readonly kind: string }[];
  /** Seals bytes under the key of one person; undefined when the person is unknown or erased. */
  sealFor(handle: string, purpose: string, bytes: Uint8Array): Uint8Array | undefined;
  /** Takes in what other gateways stored meanwhile: persons that are new here, and that some were erased. */
  follow(rows: Iterable<StoredSubject>): void;
  /** Drops erased persons: their keys leave the memory, and their references get new handles from now on. */
  forget(handles: readonly string[]): void;
}

/**
 * Decrypts the stored subjects into memory. Returns the handle that the vault key does not open instead, if there is one.
 * `keyless`: how many have a reference and no key, because the file of keys is not here.
 */
export function loadSubjectBook(
  wrapper: KeyWrapper,
  rows: Iterable<StoredSubject>,
): { book: SubjectBook; keyless: number } | { unreadable: string } {
  const handles = new Map<string, string>();
  const keys = new Map<string, Uint8Array>();
  const fresh = new Map<string, SubjectRow>();

  let keyless = 0;
  for (const row of rows) {
    if (row.reference !== null && row.key === null) keyless += 1;
    const subject = openSubject(wrapper, row);
    if (subject === 'erased') continue;
    if (subject === undefined) return { unreadable: row.handle };
    keys.set(row.handle, subject.key);
    handles.set(nameOf(row.kind, subject.reference), row.handle);
  }

  const combined = new Map<string, Uint8Array>();
  const combine = (wanted: readonly string[]): { key: Uint8Array } | { unknown: string } => {
    const [only] = wanted;
    const sorted = wanted.length === 1 && only !== undefined ? [only] : [...new Set(wanted)].sort();
    const name = sorted.length === 1 && only !== undefined ? only : sorted.join();
    const known = combined.get(name);
    if (known !== undefined) return { key: known };
    const parts: Uint8Array[] = [];
    for (const handle of sorted) {
      const key = keys.get(handle);
      if (key === undefined) return { unknown: handle };
      parts.push(key);
    }
    const key = combineKeys(parts);
    if (combined.size >= MAX_COMBINED) combined.clear();
    combined.set(name, key);
    return { key };
  };

  const create = (kind: SubjectKind, reference: string): string => {
    // 16 random bytes; never derived from the reference, or it could be guessed back.
    const handle = `p_${randomBytes(16).toString('base64url')}`;
    const key = new Uint8Array(randomBytes(32));
    keys.set(handle, key);
    fresh.set(handle, {
      handle,
      kind,
      reference: seal(key, utf8(reference), aad.subjectReference(handle, kind)),
      key: wrapper.wrap(key, aad.subjectKey(handle)),
    });
    handles.set(nameOf(kind, reference), handle);
    return handle;
  };

  const forget = (gone: readonly string[]): void => {
    const erased = new Set(gone);
    for (const [name, handle] of handles) if (erased.has(handle)) handles.delete(name);
    for (const handle of erased) {
      keys.delete(handle);
      fresh.delete(handle);
    }
    // A combination holds the erased key in its derivation, and its group key opens the erased records.
    combined.clear();
  };

  return {
    keyless,
    book: {
      handle: (kind, reference) => handles.get(nameOf(kind, reference)) ?? create(kind, reference),
      combinedKey: combine,
      unstored(named) {
        const rows: SubjectRow[] = [];
        if (fresh.size === 0) return rows;
        for (const handle of new Set(named)) {
          const row = fresh.get(handle);
          if (row !== undefined) rows.push(row);
        }
        return rows;
      },
      stored(rows) {
        for (const row of rows) fresh.delete(row.handle);
      },
      find(reference) {
        const suffix = `\n${reference}`;
        return [...handles]
          .filter(([name]) => name.endsWith(suffix) && name.indexOf('\n') === name.length - suffix.length)
          .map(([name, handle]) => ({ handle, kind: name.slice(0, name.length - suffix.length) }));
      },
      sealFor(handle, purpose, bytes) {
        const key = keys.get(handle);
        return key && seal(key, bytes, aad.own(handle, purpose));
      },
      follow(rows) {
        for (const row of rows) {
          const subject = openSubject(wrapper, row);
          if (subject === 'erased') {
            // Not one whose key only has not reached this machine's view of the file yet.
            if (row.reference === null && keys.has(row.handle)) forget([row.handle]);
          } else if (subject !== undefined && !keys.has(row.handle)) {
            keys.set(row.handle, subject.key);
            const name = nameOf(row.kind, subject.reference);
            // Two gateways may have met one person at once: each keeps its own handle for new records.
            if (!handles.has(name)) handles.set(name, row.handle);
          }
        }
      },
      forget,
    },
  };
}

/** Decrypts one stored subject; undefined when the vault key does not open it. */
export function openSubject(
  wrapper: KeyWrapper,
  row: StoredSubject,
): { key: Uint8Array; reference: string } | 'erased' | undefined {
  if (row.key === null || row.reference === null) return 'erased';
  const key = wrapper.unwrap(row.key, aad.subjectKey(row.handle));
  const reference = key && open(key, row.reference, aad.subjectReference(row.handle, row.kind));
  const text = reference && fromUtf8(reference);
  return key === undefined || text === undefined ? undefined : { key, reference: text };
}

function nameOf(kind: string, reference: string): string {
  return `${kind}\n${reference}`;
}
