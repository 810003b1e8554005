/** Rows of anchors, witnesses and keys: what holds the log to its past against its own operator. */
import { type Requirements, tested } from './requirement.ts';

const anchors = 'RFC 3161 §2.3, §2.4.2; reference/ledger.md §8';

/** Time-stamps over heads. */
export const anchorRequirements = {
  'anchor.token-holds': tested(
    anchors,
    'A time-stamp token holds under the pinned certificate of the TSA, and under that of the authority that issued it, with RSA and ECDSA keys.',
  ),
  'anchor.wrong-imprint': tested(anchors, 'A token for other bytes is told as such.'),
  'anchor.untrusted': tested(anchors, 'A token of a TSA that the reader does not trust counts for nothing.'),
  'anchor.expired': tested(anchors, 'A certificate that was not valid at the time of the token is told as such.'),
  'anchor.wrong-usage': tested(
    anchors,
    'A certificate whose extended key usage is not critical, or not time-stamping alone, is told as such.',
  ),
  'anchor.altered': tested(anchors, 'A changed byte never gives another time, another imprint or another TSA.'),
  'anchor.unreadable': tested(anchors, 'Bytes that are no token are told as such and never throw.'),
  'anchor.second-verifier': tested(
    'issue 5, acceptance',
    'Programs that are not ours (@sigstore/core, openssl ts) accept the tokens that ours accepts, and refuse altered data.',
  ),
  'anchor.record': tested(
    'issue 5, item 2',
    'A token is kept with exactly the bytes it is over, both as blobs that an anchor record names by digest.',
  ),
  'anchor.schedule': tested(
    'reference/ledger.md, decision 5',
    'Heads are anchored by themselves in an interval, only when the log holds something new, and a restart does not forget what was anchored.',
  ),
  'anchor.retry': tested(
    'issue 5, item 2',
    'A time-stamp authority that is down or refuses is told to the operator and asked again.',
  ),
  'anchor.answer': tested(
    anchors,
    'An answer to another request, over other bytes, or that does not hold under the configured certificate is not taken.',
  ),
} satisfies Requirements;

const packs = 'issue 5, items 2 and 7; reference/ledger.md §8, §9';

/** What a verifier makes of them. */
export const trustStepRequirements = {
  'verify.timestamps': tested(
    packs,
    'A pack carries time-stamp tokens over heads of its log; a token counts only under an authority that the reader pinned in the trust file.',
  ),
  'verify.timestamps-altered': tested(
    packs,
    'An altered token, a token for other bytes, and a missing token each have a result of their own.',
  ),
  'verify.timestamps-head': tested(
    packs,
    'What was stamped must be a head that a trusted key of the log signed and that the log of the pack continues.',
  ),
  'verify.timestamps-clock': tested(
    'reference/ledger.md §9, T3 and T17',
    'A record under a stamped head that claims a later time, or one after the token that claims an earlier time, is told.',
  ),
  'verify.unwitnessed': tested(
    'issue 5, item 1',
    'A pack whose head no witness cosigned names the oldest record that none has seen, with its time, and carries the last head that one did.',
  ),
  'verify.trust-tsa': tested(
    packs,
    'A line of the trust file that pins an authority holds one certificate, or the file is refused.',
  ),
} satisfies Requirements;

/** Witnesses, beyond the protocol. */
export const witnessRequirements = {
  'ledger.witness-lag': tested(
    'issue 5, item 1',
    'How many records no quorum of witnesses vouches for, the oldest of them and its age are known at any time, also after a restart, and being late is told.',
  ),
  'ops.log-trust': tested(
    'issue 5, item 1; C2SP tlog-policy',
    'The server takes its witnesses, their quorum and its time-stamp authorities from the same policy file that packs are verified with, and starts with none that it cannot read.',
  ),
  'ops.ledger-status': tested(
    'issue 5, item 1',
    'remit ledger status, /metrics and /readyz say which records no quorum vouches for, since when, and which witness or authority does not answer.',
  ),
  'ops.witness-evidence': tested(
    'issue 5, item 1',
    'remit witness evidence lists the heads that a witness or a data folder keeps, and what they show under the key of the log.',
  ),
} satisfies Requirements;

const keys = 'issue 5, item 3; reference/ledger.md §7';

/** Keys that sign. */
export const signingKeyRequirements = {
  'secrets.signing-file': tested(
    keys,
    'A signing key in a file signs, and is refused when it is missing or others can read it.',
  ),
  'secrets.signing-pkcs11': tested(
    keys,
    'A signing key in a PKCS #11 token signs with CKM_EDDSA (softhsm2); what is missing of it is said by name.',
  ),
  'secrets.signing-aws': tested(
    keys,
    'A signing key in AWS KMS: the SDK asks for ED25519_SHA_512 over the raw message; a wrong key or a wrong signature is refused before anything rests on it.',
  ),
  'secrets.signing-gcp': tested(
    keys,
    'A signing key in Google Cloud KMS: the SDK sends the message with its checksum; damage and answers for another message are refused.',
  ),
  'ledger.key-rotation': tested(
    keys,
    'A log changes its key under its origin: a record, heads by both keys, a record, heads by the new one; wherever it is interrupted, no head is signed by a key outside its time.',
  ),
  'ledger.compromise': tested(
    keys,
    'After a compromise of its key a log is frozen as it is; the next one has another key and names the last head that a witness cosigned and the records that nobody outside vouches for.',
  ),
  'ops.signer-apart': tested(
    keys,
    'A signer can run by itself under a user of its own; a server that can read its folder refuses to start.',
  ),
  'ops.rotate-key': tested(
    keys,
    'remit ledger rotate-key begins and finishes a change of the log key, and a pack made afterwards passes with both keys in the trust file.',
  ),
  'ops.rotate-apart': tested(
    'issue 5, item 3: own process, user and state; rotation with overlap',
    'The key of a signer that runs by itself is changed by its owner: both keys sign only once the record that begins the change is in the signer’s own journal, the old one retires only after a head by both, and the end is recorded only after that.',
  ),
  'secrets.signing-place': tested(keys, 'The file that says where a signing key lies is strict.'),
} satisfies Requirements;

const seals = 'issue 5, item 3; reference/ledger.md §7, §9 (T3)';

/** Seals of writers, and the keys of a log over time. */
export const sealRequirements = {
  'ledger.writer-seals': tested(
    seals,
    'A writer ties its id to its key before its first record and then signs for many records at once, after a number or a time, without holding up a call; nothing is sealed twice or left out.',
  ),
  'verify.writer-seals': tested(
    seals,
    'A record that the holder of the log key inserts in the name of a writer, or of one that never was, is found up to the last seal; the window is stated.',
  ),
  'verify.key-history': tested(
    'issue 5, item 3; reference/ledger.md §7, §9 (T14)',
    'The log says which key may sign which heads; a head signed by a key before or after its time fails.',
  ),
  'trust.key-in-token': tested(
    'issue 5, item 3: signer and keys',
    'A running log goes from a key in a file to one in a PKCS #11 token: both sign in the overlap, then the token alone; the pack verifies with both keys in its history.',
  ),
  'trust.key-in-service': tested(
    'issue 5, item 3: signer and keys',
    'A running signer has its heads signed by AWS KMS and by Google Cloud KMS over HTTP with the real SDKs, and the pack verifies.',
  ),
} satisfies Requirements;
