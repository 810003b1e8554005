/** Sections of VERIFY.md on what holds a log to its past beside its own key. Only in packs whose log has such records. */
import type { RecordType } from '@remit/record';
import type { Study } from './study.ts';
import { witnessedFiles } from './unwitnessed.ts';

const TIMESTAMPS = `
## 3b. Time-stamps

A record of type anchor says: the head with the SHA-256 anc.note was given to a time-stamp authority, which answered with the
token anc.token. Both lie in 12_integrity/anchors/, named by their SHA-256: DIGEST.checkpoint and DIGEST.tsr (the DER of a
TimeStampResp, RFC 3161). The pack carries those recorded at or after inputs.from and the newest before. A missing one:
incomplete; one with another digest: fail.

The stamped head must be a note signed by a log key of the trust file, of this origin and of size anc.size, and the root over
the first anc.size entries must be its root. Otherwise: fail.

Your trust file names authorities in lines "tsa NAME BASE64": one certificate in DER, the authority's own or that of the
authority which issued it. These lines are taken out before the policy is read. A token holds when

- its status is granted, its content type is id-ct-TSTInfo, and it has one signer;
- the digest attribute is that of the TSTInfo, the signature over the attributes (as a SET) holds, and the attribute
  signingCertificate or signingCertificateV2 has the hash of the signer's certificate;
- its imprint is the hash of the stamped file, byte for byte, by SHA-256, SHA-384 or SHA-512;
- the signer's certificate is pinned, or leads to a pinned one over at most three others, each signed by the next, whose
  basicConstraints allow it; the signer's extendedKeyUsage is critical and names time-stamping alone; and the token's time lies
  in the validity of each;
- its time, cut to milliseconds, is anc.at.

A token that names none of your authorities counts for nothing. If you name some and no token is by them: incomplete. One that
breaks another rule: fail. With T the time of a token that holds: a record under its head that claims a time more than 5
minutes after T, or a record after the anchor record that claims a time more than 5 minutes before T: incomplete.

With openssl: "openssl ts -verify -data DIGEST.checkpoint -in DIGEST.tsr -CAfile issuer.pem".
`;

const WITNESSED = `
## 3c. The last head that was cosigned

The head of this pack carries no cosignature. 12_integrity/witnessed-checkpoint is the newest head of the log that does. It must
be signed by a log key of the trust file, be of this origin and of no larger size, and its root must be that of the first
entries; otherwise the step "witnesses" fails. It changes nothing else: the head itself stays without a quorum. The record at
the index of its size is the oldest that no witness has seen.
`;

/** The sections that a pack needs. */
export function trustGuide(study: Study): string {
  const has = (type: RecordType) => study.view.records.some(({ record }) => record.t === type);
  return `${has('anchor') ? TIMESTAMPS : ''}${witnessedFiles(study).length > 0 ? WITNESSED : ''}`;
}
