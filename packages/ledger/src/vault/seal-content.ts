/**
 * Seals what a record commits to. The record gets one salted commitment for each field; the disclosures and the
 * contents are encrypted under a random data key, which needs the keys of all the subjects and the vault key.
 */
import { randomBytes } from 'node:crypto';
import { sha256, toHex, utf8 } from '@remit/core';
import type { Committed } from '@remit/record';
import { disclose, lengthBucket } from '@remit/record';
import type { KeyWrapper } from '@remit/secrets';
import { combineKeys, seal } from '@remit/secrets';
import type { VaultRow } from '../ipc/messages.ts';
import { aad } from './associated-data.ts';

/** Commitments for the record's `c` and the sealed row for the vault. */
export interface SealedContent {
  readonly commitments: Readonly<Record<string, string>>;
  readonly vault: VaultRow;
}

/** Seals the content of record `id`. `keys`: those of `committed.subjects`, at least one. */
export function sealContent(deps: {
  id: string;
  committed: Committed;
  keys: readonly Uint8Array[];
  wrapper: KeyWrapper;
}): SealedContent {
  const { id, committed } = deps;
  const fields = Object.entries(committed.fields);
  // One call for all that must be random: a 32-byte salt for each field and the data key.
  const random = new Uint8Array(randomBytes(32 * (fields.length + 1)));
  const dek = random.subarray(32 * fields.length);
  const commitments: Record<string, string> = {};
  const disclosures: Record<string, string> = {};
  const payloads: { field: string; sealed: Uint8Array }[] = [];
  for (const [i, [field, content]] of fields.entries()) {
    const value =
      content.kind === 'value'
        ? content.value
        : {
            // The record's id keeps equal contents of two records apart even for whoever holds both disclosures.
            rec: id,
            sha256: toHex(sha256(content.bytes)),
            len_bucket: lengthBucket(content.bytes.length),
            ctype: content.ctype,
          };
    const { disclosure, commitment } = disclose(random.subarray(32 * i, 32 * (i + 1)), field, value);
    commitments[field] = commitment;
    disclosures[field] = disclosure;
    if (content.kind === 'blob') payloads.push({ field, sealed: seal(dek, content.bytes, aad.payload(id, field)) });
  }
  const inner = seal(combineKeys(deps.keys), dek, aad.dek(id));
  return {
    commitments,
    vault: {
      dek: deps.wrapper.wrap(inner, aad.dek(id)),
      subjects: [...new Set(committed.subjects)],
      disclosures: seal(dek, utf8(JSON.stringify(disclosures)), aad.disclosures(id)),
      payloads,
    },
  };
}
