/**
 * One data key for each record, without encrypting each of them twice: a group key is drawn at random for a set of
 * persons and wrapped under their keys and then by the vault key; a record's key is derived from it and from 32 random
 * bytes that are stored with the record and nowhere else. So a record's content is gone when its row is erased, when
 * one of its persons' keys is, or when the vault key is (ledger reference §3).
 *
 * Stored form: 0x02 || 32 random bytes || 16 bytes check || wrapped group key. HMAC-SHA-512 (RFC 2104) under the group
 * key over record id and random bytes gives the data key (bytes 0 to 31) and the check (bytes 32 to 47).
 */
import { createHmac } from 'node:crypto';
import { concatBytes, equalBytes } from '@remit/core';
import type { KeyWrapper } from '@remit/secrets';
import { open, randomPart, seal } from '@remit/secrets';
import { aad } from './associated-data.ts';

const VERSION = 2;
const SALT = 32;
const CHECK = 16;
const HEAD = 1 + SALT + CHECK;
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
  const groups = new WeakMap<Uint8Array, { key: Uint8Array; wrapped: Uint8Array; used: number }>();

  const groupOf = (subjectsKey: Uint8Array) => {
    const held = groups.get(subjectsKey);
    if (held !== undefined && held.used < MAX_RECORDS) return held;
    const key = randomPart(32);
    const group = { key, wrapped: wrapper.wrap(seal(subjectsKey, key, aad.groupKey), aad.groupKey), used: 0 };
    groups.set(subjectsKey, group);
    return group;
  };

  return {
    fresh(id, subjectsKey) {
      const group = groupOf(subjectsKey);
      group.used += 1;
      const salt = randomPart(SALT);
      const { key, check } = derive(group.key, id, salt);
      return { key, stored: concatBytes(Uint8Array.of(VERSION), salt, check, group.wrapped) };
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
  const { key, check } = derive(group, id, stored.subarray(1, 1 + SALT));
  // Not a secret comparison: the check only tells a wrong row from a right one before anything is decrypted.
  return equalBytes(check, stored.subarray(1 + SALT, HEAD)) ? key : undefined;
}

function derive(group: Uint8Array, id: string, salt: Uint8Array): { key: Uint8Array; check: Uint8Array } {
  const bytes = createHmac('sha512', group).update(aad.recordKey(id)).update(salt).digest();
  return { key: new Uint8Array(bytes.subarray(0, 32)), check: new Uint8Array(bytes.subarray(32, 32 + CHECK)) };
}
