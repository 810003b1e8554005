/**
 * Seals what a record commits to. The record gets one salted commitment for each field; the disclosures and the
 * contents are encrypted under a random data key, which needs the keys of all the subjects and the vault key.
 */
import { sha256, toHex, utf8 } from '@remit/core';
import type { Committed } from '@remit/record';
import { disclose, lengthBucket } from '@remit/record';
import type { KeyWrapper } from '@remit/secrets';
import { randomPart, seal } from '@remit/secrets';
import type { VaultRow } from '../ipc/messages.ts';
import { aad } from './associated-data.ts';

/** Commitments for the record's `c` and the sealed row for the vault. */
export interface SealedContent {
  readonly commitments: Readonly<Record<string, string>>;
  readonly vault: VaultRow;
}

/** Seals the content of record `id`. `subjectsKey`: the combined key of all `committed.subjects`. */
export function sealContent(deps: {
  id: string;
  committed: Committed;
  subjectsKey: Uint8Array;
  wrapper: KeyWrapper;
}): SealedContent {
  const { id, committed } = deps;
  const fields = Object.entries(committed.fields);
  const dek = randomPart(32);
  const commitments: Record<string, string> = {};
  const disclosures: Record<string, string> = {};
  const payloads: { field: string; sealed: Uint8Array }[] = [];
  for (const [field, content] of fields) {
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
    const { disclosure, commitment } = disclose(randomPart(32), field, value);
    commitments[field] = commitment;
    disclosures[field] = disclosure;
    if (content.kind === 'blob') payloads.push({ field, sealed: seal(dek, content.bytes, aad.payload(id, field)) });
  }
  const inner = seal(deps.subjectsKey, dek, aad.dek(id));
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
