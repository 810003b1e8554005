/**
 * The key of a redaction: computed from what only the full pack holds, so whoever has the full pack can make the redacted
 * one again, and whoever has only the redacted one cannot try out values (compliance reference §13, §15).
 */
import { createHash, createHmac } from 'node:crypto';
import { canonicalize, toBase64Url, utf8 } from '@remit/core';

/** Commits to values under one key. */
export interface Redactor {
  /** `r_` and a commitment: the same handle always becomes the same word, so that links between records stay. */
  handle(handle: string): string;
  /** `c_` and a commitment to a value at a path. */
  commit(path: string, value: unknown): string;
}

/** True for files that only the full pack holds: the entries of the log, disclosures, proofs, statements, leaves of foreign logs. */
export function isWithheld(path: string): boolean {
  return (
    path.startsWith('12_integrity/tile/entries/') ||
    path === '12_integrity/disclosures.jsonl' ||
    // A proof carries the disclosure of its record; the hash tiles prove as much.
    path.startsWith('12_integrity/proofs/') ||
    path.startsWith('09_attestations/') ||
    /^11_sources\/[^/]+\/(?:events|contexts)-/.test(path) ||
    path.startsWith('01_report.')
  );
}

/** The redactor of a full pack. */
export function redactorOf(files: ReadonlyMap<string, Uint8Array>): Redactor {
  // Entries and disclosures hold random ids and salts of 128 bits and more: the key cannot be guessed without them.
  const hash = createHash('sha256').update('remit.redaction-key/1\n');
  for (const path of files.keys()) {
    const bytes = isWithheld(path) ? files.get(path) : undefined;
    if (bytes !== undefined) hash.update(`${path}\n${bytes.length}\n`).update(bytes);
  }
  const key = hash.digest();
  const mac = (text: string) => toBase64Url(new Uint8Array(createHmac('sha256', key).update(utf8(text)).digest()));
  return {
    handle: (handle) => `r_${mac(`handle\n${handle}`)}`,
    commit: (path, value) => `c_${mac(`value\n${path}\n${canonicalize(value)}`)}`,
  };
}
