/**
 * One data key for each record, without encrypting each of them twice: a group key is drawn at random for a set of
 * persons and wrapped under their keys and then by the vault key; a record's key is derived from it and from 32 random
 * bytes that are stored with the record and nowhere else. So a record's content is gone when its row is erased, when
 * one of its persons' keys is, or when the vault key is (ledger reference §3).
 *
 * Stored form: 0x02 || 32 random bytes || 16 bytes check || wrapped group key. HMAC-SHA-512 (RFC 2104) under the group
 * key over record id and random bytes gives the data key (bytes 0 to 31) and the check (bytes 32 to 47).
 */
import { hash } from 'node:crypto';
import { equalBytes } from '@remit/core';
import type { KeyWrapper } from '@remit/secrets';
import { open, randomPart, seal } from '@remit/secrets';
import { aad } from './associated-data.ts';

const VERSION = 2;
const SALT = 32;
const CHECK = 16;
const HEAD = 1 + SALT + CHECK;
/** Block of SHA-512 (FIPS 180-4). */
const BLOCK = 128;
const DIGEST = 64;
/** What is hashed is put together here. Nothing waits meanwhile, and nothing keeps a view of it. */
const scratch = Buffer.allocUnsafeSlow(1_024);
/** Records of one group key. */
const MAX_RECORDS = 1_024;

/** A record's data key, and the bytes from which {@link openRecordKey} finds it again. */
export interface RecordKey {
  readonly key: Uint8Array;
  readonly stored: Uint8Array;
}

/** Makes data keys. Holds one group key for each set of persons in use. */
export interface RecordKeys {
  /** A fresh key for record `id`. `subjectsKey`: the combined key of its persons, the same object while it holds. */
  fresh(id: string, subjectsKey: Uint8Array): RecordKey;
}

/** Keys under the vault key of `wrapper`. */
export function createRecordKeys(wrapper: KeyWrapper): RecordKeys {
  // By object: when the book of subjects forgets a combination, its group key goes with it.
  const groups = new WeakMap<Uint8Array, { pads: Pads; wrapped: Uint8Array; used: number }>();

  const groupOf = (subjectsKey: Uint8Array) => {
    const held = groups.get(subjectsKey);
    if (held !== undefined && held.used < MAX_RECORDS) return held;
    const key = randomPart(32);
    const wrapped = wrapper.wrap(seal(subjectsKey, key, aad.groupKey), aad.groupKey);
    const group = { pads: padsOf(key), wrapped, used: 0 };
    groups.set(subjectsKey, group);
    return group;
  };

  return {
    fresh(id, subjectsKey) {
      const group = groupOf(subjectsKey);
      group.used += 1;
      const salt = randomPart(SALT);
      const { key, check } = derive(group.pads, id, salt);
      const stored = Buffer.allocUnsafe(HEAD + group.wrapped.length);
      stored[0] = VERSION;
      stored.set(salt, 1);
      stored.set(check, 1 + SALT);
      stored.set(group.wrapped, HEAD);
      return { key, stored };
    },
  };
}

/** True when the bytes are of the form that this module stores. */
export function isRecordKey(stored: Uint8Array): boolean {
  return stored[0] === VERSION;
}

/** The data key of record `id`; undefined when the record, a person's key, the vault key or the bytes are others. */
export function openRecordKey(
  id: string,
  stored: Uint8Array,
  subjectsKey: Uint8Array,
  wrapper: KeyWrapper,
): Uint8Array | undefined {
  const inner = wrapper.unwrap(stored.subarray(HEAD), aad.groupKey);
  const group = inner && open(subjectsKey, inner, aad.groupKey);
  if (group === undefined) return undefined;
  const { key, check } = derive(padsOf(group), id, stored.subarray(1, 1 + SALT));
  // Not a secret comparison: the check only tells a wrong row from a right one before anything is decrypted.
  return equalBytes(check, stored.subarray(1 + SALT, HEAD)) ? key : undefined;
}

/**
 * HMAC-SHA-512 (RFC 2104) by two one-shot hashes over prepared pads: the object of a running HMAC costs several times as
 * much as the hashing. Exported for its test.
 */
export function derive(pads: Pads, id: string, salt: Uint8Array): { key: Uint8Array; check: Uint8Array } {
  const info = aad.recordKey(id);
  const end = BLOCK + info.length + salt.length;
  const text = end <= scratch.length ? scratch : Buffer.allocUnsafe(end);
  text.set(pads.inner);
  text.set(info, BLOCK);
  text.set(salt, BLOCK + info.length);
  // Hashes as one letter a byte: memory outside of V8's heap costs more than the hashing, and its collection too.
  const inner = hash('sha512', text.subarray(0, end), 'binary');
  text.set(pads.outer);
  text.write(inner, BLOCK, 'latin1');
  const bytes = Buffer.from(hash('sha512', text.subarray(0, BLOCK + DIGEST), 'binary'), 'latin1');
  return { key: bytes.subarray(0, 32), check: bytes.subarray(32, 32 + CHECK) };
}

/** A key in the two forms in which HMAC hashes it: with ipad, with opad. */
interface Pads {
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
}

/** RFC 2104 §2, for keys of at most one block. Exported for its test. */
export function padsOf(key: Uint8Array): Pads {
  const inner = new Uint8Array(BLOCK).fill(0x36);
  const outer = new Uint8Array(BLOCK).fill(0x5c);
  for (const [i, byte] of key.entries()) {
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  return { inner, outer };
}
