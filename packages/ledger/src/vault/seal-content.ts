/**
 * Seals what a record commits to. The record gets one salted commitment for each field; the disclosures and the
 * contents are encrypted under a data key of the record's own, which needs the keys of all the subjects and the vault
 * key. Small contents are sealed together with the disclosures, large ones by themselves, so that reading a disclosure
 * stays cheap.
 */
import { hash } from 'node:crypto';
import type { Committed, Sensitive } from '@remit/record';
import { discloseText, lengthBucket } from '@remit/record';
import { randomText, seal } from '@remit/secrets';
import type { VaultRow } from '../ipc/messages.ts';
import { aad } from './associated-data.ts';
import { encodeContent } from './content-bytes.ts';
import type { RecordKeys } from './record-keys.ts';

/** Longest content that is sealed with the disclosures, in bytes. */
const SMALL = 4_096;
/** Bytes of a commitment's salt. */
const SALT = 32;
/** Where content is put together until it is encrypted, which is before the next one is: most records fit. */
const scratch = Buffer.allocUnsafeSlow(32 * 1024);
const memory = (bytes: number): Buffer => (bytes <= scratch.length ? scratch : Buffer.allocUnsafe(bytes));

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
  recordKeys: RecordKeys;
}): SealedContent {
  const { id, committed } = deps;
  const fields = Object.entries(committed.fields);
  const dek = deps.recordKeys.fresh(id, deps.subjectsKey);
  const commitments: Record<string, string> = {};
  const disclosures: Record<string, string> = {};
  const small: { field: string; bytes: Uint8Array }[] = [];
  const payloads: { field: string; sealed: Uint8Array }[] = [];
  for (const [field, content] of fields) {
    const value = content.kind === 'value' ? JSON.stringify(content.value) : blobText(id, content);
    const { disclosure, commitment } = discloseText(randomText(SALT), field, value);
    commitments[field] = commitment;
    disclosures[field] = disclosure;
    if (content.kind !== 'blob') continue;
    if (content.bytes.length <= SMALL) small.push({ field, bytes: content.bytes });
    else payloads.push({ field, sealed: seal(dek.key, content.bytes, aad.payload(id, field)) });
  }
  return {
    commitments,
    vault: {
      dek: dek.stored,
      subjects: [...new Set(committed.subjects)],
      disclosures: seal(dek.key, encodeContent(disclosures, small, memory), aad.content(id)),
      payloads,
    },
  };
}

/** What the commitment to a content says of it, as JSON. Its id and digests are letters that need no escape. */
function blobText(id: string, { bytes, ctype }: Extract<Sensitive, { kind: 'blob' }>): string {
  const digest = hash('sha256', bytes, 'hex');
  // The record's id keeps equal contents of two records apart even for whoever holds both disclosures.
  return `{"rec":"${id}","sha256":"${digest}","len_bucket":${lengthBucket(bytes.length)},"ctype":${JSON.stringify(ctype)}}`;
}
