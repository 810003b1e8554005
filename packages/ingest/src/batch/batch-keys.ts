/**
 * Everything secret of a batch comes from one random key of 32 bytes, which the vault keeps: the salts of its commitments
 * and the key of its raw object. So a commitment can be opened again, and destroying the one key shreds the batch.
 *
 * HKDF-Expand of RFC 5869 §2.3 with SHA-256, one block; the extraction is left out as §3.3 allows, since the key is random.
 */
import { hash } from 'node:crypto';
import type { Json } from '@remit/core';
import type { Disclosure } from '@remit/record';
import { disclose } from '@remit/record';

/** Derived keys of one batch. */
export interface BatchKeys {
  /** Key of the raw object. */
  readonly raw: Uint8Array;
  /** The disclosure of one content field of event `n`, and its commitment. */
  disclose(n: number, field: string, value: Json): Disclosure;
}

/** Block of SHA-256 (FIPS 180-4). */
const BLOCK = 64;

/** Throws RangeError when the key has not 32 bytes. */
export function batchKeys(key: Uint8Array): BatchKeys {
  if (key.length !== 32) throw new RangeError(`a batch key has 32 bytes, not ${key.length}`);
  const inner = Buffer.alloc(BLOCK, 0x36);
  const outer = Buffer.alloc(BLOCK, 0x5c);
  for (const [i, byte] of key.entries()) {
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  // HMAC (RFC 2104) by one-shot hashes over prepared pads; see record-keys.ts of the ledger.
  const expand = (info: string): Buffer => {
    const first = hash('sha256', Buffer.concat([inner, Buffer.from(`${info}\u0001`)]), 'buffer');
    return hash('sha256', Buffer.concat([outer, first]), 'buffer');
  };
  return {
    raw: expand('remit/v1/ingest-raw'),
    disclose: (n, field, value) => disclose(expand(`remit/v1/ingest-salt\n${n}\n${field}`), field, value),
  };
}
