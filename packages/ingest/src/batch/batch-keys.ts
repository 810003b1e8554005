/**
 * Everything secret of a batch comes from one random key of 32 bytes, which the vault keeps: the salts of its commitments
 * and the key of its raw object. So a commitment can be opened again, and destroying the one key shreds the batch.
 *
 * HKDF-Expand of RFC 5869 §2.3 with SHA-256, one block; the extraction is left out as §3.3 allows, since the key is random.
 */
import { hash } from 'node:crypto';
import type { Json } from '@remit/core';
import type { Disclosure } from '@remit/record';
import { commitmentOf, disclose } from '@remit/record';

/**
 * What a salt is derived from beside the field. Of batches since version 2: where the raw record lies in the unpacked
 * object, which is known before it is known which records are new. Of version 1: the number of the event in its batch.
 */
export type SaltPlace = { readonly offset: number } | { readonly n: number };

/** Derived keys of one batch. */
export interface BatchKeys {
  /** Key of the raw object. */
  readonly raw: Uint8Array;
  /** The disclosure of one content field of an event, and its commitment. */
  disclose(place: SaltPlace, field: string, value: Json): Disclosure;
  /** The commitment alone, for the event at `offset`. `field` has ASCII letters only. */
  commit(offset: number, field: string, value: Json): string;
}

/** Block of SHA-256 (FIPS 180-4). */
const BLOCK = 64;
/** Longest `info` of an expansion. */
const INFO = 256;

/** Throws RangeError when the key has not 32 bytes. */
export function batchKeys(key: Uint8Array): BatchKeys {
  if (key.length !== 32) throw new RangeError(`a batch key has 32 bytes, not ${key.length}`);
  // HMAC (RFC 2104) by one-shot hashes: a block of key and pad, then the text or the inner digest.
  const inner = Buffer.alloc(BLOCK + INFO, 0x36);
  const outer = Buffer.alloc(BLOCK + 32, 0x5c);
  for (const [i, byte] of key.entries()) {
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  let scratch = Buffer.allocUnsafe(4_096);
  const expand = (info: string, encoding: 'hex' | 'base64url'): string => {
    if (info.length >= INFO) throw new RangeError('info is too long');
    const length = inner.write(`${info}\u0001`, BLOCK, 'latin1');
    outer.write(hash('sha256', inner.subarray(0, BLOCK + length), 'binary'), BLOCK, 'latin1');
    return hash('sha256', outer, encoding);
  };
  const infoOf = (place: SaltPlace, field: string) =>
    'n' in place ? `remit/v1/ingest-salt\n${place.n}\n${field}` : `remit/v2/ingest-salt\n${place.offset}\n${field}`;
  return {
    raw: Buffer.from(expand('remit/v1/ingest-raw', 'hex'), 'hex'),
    disclose: (place, field, value) => disclose(Buffer.from(expand(infoOf(place, field), 'hex'), 'hex'), field, value),
    commit(offset, field, value) {
      // RFC 9901 §4.2, as disclose() of @remit/record writes it, put together from parts that need no escapes.
      const salt = expand(`remit/v2/ingest-salt\n${offset}\n${field}`, 'base64url');
      const json = `["${salt}","${field}",${JSON.stringify(value)}]`;
      if (3 * json.length > scratch.length) scratch = Buffer.allocUnsafe(6 * json.length);
      return commitmentOf(scratch.toString('base64url', 0, scratch.write(json)));
    },
  };
}
