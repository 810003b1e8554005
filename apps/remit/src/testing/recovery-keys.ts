/**
 * Every key that can be had from a set of files, for the recovery tool: key files, wrapped keys of persons, keys of records
 * and of ingested batches, as deep as one opens the next. Knows the product's formats and nothing of where it keeps what.
 */
import { createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { open } from '@remit/secrets';

/** Bytes and where they came from. */
export interface Chunk {
  readonly where: string;
  readonly bytes: Buffer;
}

const HANDLE = /p_[A-Za-z0-9_-]{22}/g;
const HANDLES = /\["p_[A-Za-z0-9_-]{22}"(?:,"p_[A-Za-z0-9_-]{22}")*\]/g;
const ULID = /[0-7][0-9A-HJKMNP-TV-Z]{25}/g;
const LONG_BASE64 = /[A-Za-z0-9+/]{80,}={0,2}/g;
const utf8 = (text: string) => Buffer.from(text, 'utf8');

/** Adds to a list of keys what is new. */
class KeyRing {
  readonly keys = new Map<string, Buffer>();
  add(key: Uint8Array): void {
    const bytes = Buffer.from(key);
    this.keys.set(bytes.toString('hex'), bytes);
  }
}

/** All keys, 32 bytes each. */
export function allKeys(chunks: readonly Chunk[]): Buffer[] {
  const ring = new KeyRing();
  for (const { bytes } of chunks) if (bytes.length === 32) ring.add(bytes);
  const masters = [...ring.keys.values()];
  const texts = chunks.map(({ bytes }) => bytes.toString('latin1'));
  const ids = new Set(texts.flatMap((text) => text.match(ULID) ?? []));

  const persons = new Map<string, Buffer>();
  for (const [i, { bytes }] of chunks.entries()) {
    // A wrapped key lies behind the handle that it belongs to, in a slot or in a row.
    for (const found of (texts[i] ?? '').matchAll(HANDLE)) {
      const handle = found[0];
      const aad = utf8(`remit/v1/subject-key\n${handle}`);
      for (let at = found.index; at < Math.min(bytes.length - 61, found.index + 400); at++)
        for (const master of bytes[at] === 1 ? masters : []) {
          const key = open(master, bytes.subarray(at, at + 61), aad);
          if (key !== undefined) persons.set(handle, Buffer.from(key));
        }
    }
  }
  for (const key of persons.values()) ring.add(key);

  const sets = new Set([...persons.keys()].map((handle) => JSON.stringify([handle])));
  for (const text of texts) for (const list of text.match(HANDLES) ?? []) sets.add(list);
  const combined = [...sets].flatMap((list) => {
    // Proof: matched by HANDLES, or made by JSON.stringify.
    const keys = (JSON.parse(list) as string[]).map((handle) => persons.get(handle));
    const all = keys.filter((key) => key !== undefined);
    return all.length === keys.length ? [combine(all)] : [];
  });

  for (const { bytes } of chunks) recordKeys(bytes, masters, combined, ids, ring);
  batchKeys(chunks, texts, ring, persons, ids);
  return [...ring.keys.values()];
}

function combine(keys: readonly Buffer[]): Buffer {
  const sorted = [...keys].sort((a, b) => Buffer.compare(a, b));
  const salt = utf8('remit/v1/combine-keys');
  return Buffer.from(hkdfSync('sha256', Buffer.concat(sorted), salt, utf8(`keys=${keys.length}`), 32));
}

/** 0x02 || 32 salt || 16 check || group key wrapped twice, at any offset. */
function recordKeys(
  bytes: Buffer,
  masters: readonly Buffer[],
  combined: readonly Buffer[],
  ids: ReadonlySet<string>,
  ring: KeyRing,
): void {
  const aad = utf8('remit/v1/group-key');
  for (let at = bytes.indexOf(2); at !== -1 && at + 139 <= bytes.length; at = bytes.indexOf(2, at + 1)) {
    if (bytes[at + 49] !== 1) continue;
    for (const master of masters) {
      const inner = open(master, bytes.subarray(at + 49, at + 139), aad);
      if (inner === undefined) continue;
      for (const subjects of combined) {
        const group = open(subjects, inner, aad);
        if (group === undefined) continue;
        for (const id of ids) {
          const mac = createHmac('sha512', group)
            .update(`remit/v1/record-key\n${id}\n`)
            .update(bytes.subarray(at + 1, at + 33))
            .digest();
          if (mac.subarray(32, 48).equals(bytes.subarray(at + 33, at + 49))) ring.add(mac.subarray(0, 32));
        }
      }
    }
  }
}

/** Keys of batches: content of records, or sealed under a person's key in a text file. Each gives the key of its object. */
function batchKeys(
  chunks: readonly Chunk[],
  texts: readonly string[],
  ring: KeyRing,
  persons: ReadonlyMap<string, Buffer>,
  ids: ReadonlySet<string>,
): void {
  const raw = (key: Uint8Array) => ring.add(createHmac('sha256', key).update('remit/v1/ingest-raw\u0001').digest());
  const field = Buffer.from('\u0003key\u0000\u0000\u0000\u0020', 'latin1');
  const known = Array.from(ring.keys.values());
  for (const key of known)
    for (const { bytes } of chunks)
      for (const plain of decrypted(bytes, key, 1_024)) {
        const at = plain.indexOf(field);
        if (at !== -1 && at + field.length + 32 <= plain.length)
          raw(plain.subarray(at + field.length, at + field.length + 32));
      }
  for (const text of texts)
    for (const found of text.match(LONG_BASE64) ?? [])
      for (const [handle, key] of persons)
        for (const id of ids) {
          const opened = open(key, Buffer.from(found, 'base64'), utf8(`remit/v1/own\n${handle}\ningest.batch ${id}`));
          if (opened !== undefined) raw(opened);
        }
}

/** What the bytes from each sealed-looking offset on would be under a key, whatever their end and purpose are. */
export function* decrypted(bytes: Buffer, key: Buffer, most: number): Generator<Buffer, void, undefined> {
  for (let at = bytes.indexOf(1); at !== -1 && at + 29 < bytes.length; at = bytes.indexOf(1, at + 1))
    if (looksRandom(bytes, at + 1)) yield gcmStream(bytes, at, key, most);
}

/** Twelve random bytes hold fewer than eight different ones in less than one of a million cases; headers of pages mostly do. */
function looksRandom(bytes: Buffer, at: number): boolean {
  const seen = new Set<number>();
  for (let i = 0; i < 12; i++) seen.add(bytes[at + i] ?? 0);
  return seen.size >= 8;
}

function gcmStream(bytes: Buffer, at: number, key: Buffer, most: number): Buffer {
  // GCM encrypts in counter mode from 2 on (NIST SP 800-38D §7.1): no tag and no associated data is needed to read.
  const counter = Buffer.concat([bytes.subarray(at + 1, at + 13), Buffer.from([0, 0, 0, 2])]);
  return createDecipheriv('aes-256-ctr', key, counter).update(bytes.subarray(at + 13, at + 13 + most));
}
