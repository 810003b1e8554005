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

const KEY_HISTORY = `
## 6b. Key history

The key of the genesis record may sign heads of any size until it is changed. A record key.rotate with rot.phase "begin", at index
i, introduces rot.next beside rot.prev: heads of more than i records may be signed by either or both. One with "end", at index j,
retires rot.prev: heads of more than j records may be signed by rot.next alone. rot.prev must be the key in use, rot.next one that
the log had not used, and each "begin" ends before the next. Otherwise: fail. A signature by a log key of the trust file on the
head, on a stamped head (3b) or on your known head, at a size at which that key may not sign: fail. A trust file names all keys
of a log, each in a line "log".
`;

const WRITER_SEALS = `
## 6c. Writer seals

A record writer.seal is by the writer w.id and of its own sequence. seal.root is the RFC 6962 root over the leaf hashes of that
writer's records with numbers seal.first to seal.end - 1, in the order of their numbers. seal.sig is an Ed25519 signature, base64,
under seal.key over the text

    remit writer-seal/1 LF origin LF w.id LF first LF end LF root LF prev LF

with seal.root and seal.prev as they stand in the record, and "-" for an absent prev. The first seal of a writer has first 0; each
further one has first = end of the one before, the same key, and prev = its leaf hash; end is at most w.n. Let F be the index of
the first writer.seal of the log. A writer whose first record stands after F has a writer.seal as its first record that is not
the genesis. Any breach, or more than 4096 records of a writer after its last seal that are not seals: fail.

A writer without any seal whose first record stands at or after F, other than one whose single record is a gap of kind
unacknowledged-commit or, as the last record of the log, a continues with cnt.dir "to": fail if your trust file pins writers (lines "writer-key VKEY", taken out before the policy is read), else
incomplete. With pins, a seal.key that is none of them: fail. No writer.seal in the log: not applicable.
`;

/** The sections that a pack needs. */
export function trustGuide(study: Study): string {
  const has = (type: RecordType) => study.view.columns.facts.some((facts) => facts.type === type);
  return [
    has('anchor') ? TIMESTAMPS : '',
    witnessedFiles(study).length > 0 ? WITNESSED : '',
    has('key.rotate') ? KEY_HISTORY : '',
    has('writer.seal') ? WRITER_SEALS : '',
  ].join('');
}
