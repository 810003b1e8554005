/**
 * One record as an in-toto statement in a DSSE envelope: the record itself, where it stands, and its proof (ledger reference
 * §17). The record stays ours and as it was written; what others call its parts is for adapters.
 */
import { canonicalize, fromUtf8, sha256, toBase64, toHex, utf8 } from '@remit/core';
import { formatTlogProof } from '@remit/tlog';
import { IN_TOTO_TYPE, preAuthEncoding, STATEMENT_TYPE } from '@remit/verify';
import type { ReportSigner } from '../sign-manifest.ts';
import type { ProvenRecord } from './proven-record.ts';

/** Type of the predicate. */
export const RECORD_PREDICATE = 'urn:remit:record:1';

/** What a statement of one record does not say. */
const DOES_NOT_ASSERT = [
  'that the recorded action was right or lawful',
  'that the record told the truth when it was written',
  'that every action was recorded',
];

/** The envelope, as bytes. `issuedAt`: RFC 3339 UTC. The subject is the entry of the log, byte for byte, by its SHA-256. */
export async function makeRecordStatement(
  proven: ProvenRecord,
  issuedAt: string,
  signer: ReportSigner,
): Promise<Uint8Array> {
  const { origin, index, size, entry, hashes, note } = proven;
  const payload = utf8(
    canonicalize({
      _type: STATEMENT_TYPE,
      subject: [{ name: `${origin}/${index}`, digest: { sha256: toHex(sha256(entry)) } }],
      predicateType: RECORD_PREDICATE,
      predicate: {
        // Proof: an entry of the log is canonical JSON text; as text its bytes, and with them the digest, are kept.
        record: fromUtf8(entry) ?? '',
        log: { origin, index, size },
        proof: formatTlogProof({ index, hashes, checkpoint: note }),
        correlation: { externalAnchor: { kind: 'transparency-log' }, timeBasis: 'asserted' },
        observation: { vantage: 'self' },
        doesNotAssert: DOES_NOT_ASSERT,
        issuedAt,
        signer: signer.vkey,
      },
    }),
  );
  const sig = await signer.sign(preAuthEncoding(IN_TOTO_TYPE, payload));
  const envelope = {
    payload: toBase64(payload),
    payloadType: IN_TOTO_TYPE,
    signatures: [{ keyid: signer.vkey.split('+').slice(0, 2).join('+'), sig: toBase64(sig) }],
  };
  return utf8(`${JSON.stringify(envelope, null, 2)}\n`);
}
