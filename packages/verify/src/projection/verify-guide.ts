/** VERIFY.md: the checks and the rules of the derived files, for whoever writes the verifier again. Fixed text. */
import { guideRules } from './verify-guide-rules.ts';

const guideChecks = `# How to verify this pack without our software

Nothing here is legal advice. This page is meant to be enough to write a verifier in any language. Small known answers
are in test-vectors/, the shapes of records and events in schemas/. A verifier written from this page alone, in Python
with its standard library, is held against ours on honest and on forged packs with each of our releases.

## Words used on this page

"SHA-256(a || b)" is the hash of the bytes joined. Base64 is RFC 4648 section 4, base64url section 5 without padding; a
text that does not encode back to itself is refused. Strict JSON: UTF-8, RFC 8259, no duplicate member, no integer beyond
2^53 - 1, no half of a surrogate pair, nested no deeper than said. Lengths of strings are in UTF-16 code units. Times are
YYYY-MM-DDTHH:MM:SS.mmmZ and compare as text.

Steps, in this order, each "ok", "fail", "incomplete" or "not applicable":

    trust           is there a trust file (none: incomplete)           section 0
    container       can the container be read in one way only          1
    manifest        every file as listed                               2
    checkpoint      signed note, log key                               3
    origin          one name in key, checkpoint and manifest           3
    witnesses       quorum of cosignatures                             3
    tree            entries, root, tiles                               4
    known-head      consistency with the head you hold                 5
    records         every entry is one record                          6
    freshness       is the head recent enough                          5
    timestamps      tokens over heads (optional depth)                 3b
    genesis         the first record                                   6
    key-history     heads signed by the keys of their time             6b
    sequences       dense numbers                                      6
    writer-seals    writers signed for their records                   6c
    causes          records follow from records                        6
    pairing         decisions and outcomes                             7
    commitments     disclosed contexts                                 8
    scopes          files named by digest (optional depth: compile)    9
    decisions       run again (optional depth)                         9, 10
    proofs          one inclusion proof for each decision              8a
    ingest-trees    events of other systems                            8b
    derived         every other file written again (optional depth)    11, 12
    dsse            signature of the manifest                          2b

Result: FAIL if any step fails; else INCOMPLETE if any is incomplete; else PASS. What cannot be read where a step needs it
is a fail of that step; a step whose input an earlier step could not find is incomplete. A verifier that leaves out
optional depth says so beside its result.

## 0. What you need from elsewhere

A trust file: a C2SP tlog-policy (https://c2sp.org/tlog-policy) with the verifier key of the log and of its witnesses,
and the quorum you ask for. If you hold an older checkpoint of this log, put it after a line that is exactly "---".
Never take these keys from the pack. Without them nothing below can end better than INCOMPLETE.

Lines of the policy, words separated by spaces or tabs; empty lines and those that start with # are comments:
"log VKEY [URL]", "witness NAME VKEY [URL]", "group NAME all|any|K MEMBER...", "quorum NAME|none". Exactly one quorum line;
members and the quorum are witnesses or groups of earlier lines; K is from 1 to the number of members; a name stands once,
"none" never, and is a member once at most; no key stands twice. "report-key VKEY" (section 2b), "tsa NAME BASE64" (3b) and "writer-key VKEY" (6c) are taken
out first. Sections 3b, 3c, 6b and 6c stand only in packs that have what they are about; without, the steps are not
applicable, and key-history is the rule that the key of the genesis record signed every head.

VKEY is name+hex(key id)+base64(type || public key), split at the first two plus signs: 1 + 32 bytes, type 0x01 (a log,
Ed25519) or 0x04 (a witness). The key id is the first four bytes of SHA-256(name || 0x0A || type || public key). A name
is not empty and holds no white space, plus sign or control character. Public keys of low order are refused.

## 1. Container

A zip must be: for each entry a local header and its data, in the order of the central directory and without gaps; the
directory; the end record; nothing else. Stored (0) or deflated (8) only; of the flags only bits 1, 2 and 11 may be set;
no encryption, data descriptors, comments, further disks, extra fields but that of zip64, links or folders (upper four
bits of the external attributes: 0 or 8). Zip64 where a number does not fit and nowhere else: of an entry both sizes or
none, in both headers; the place of its local header; and before the end record the zip64 end record of 56 bytes and its
locator, where the count is 0xFFFF or more, or size or place of the directory 0xFFFFFFFF or more. Both headers of an
entry must agree in name, method, CRC-32 and sizes; deflated data ends with its last byte, and size and CRC-32 are
right. Names are relative, plain ASCII letters, digits, dot, underscore and hyphen between slashes, no segment that
starts with a dot or hyphen or ends with a dot, at most 240 characters and 12 segments, no two that are equal when case
is ignored. A folder must hold regular files only. Anything else: fail, and no file is read.

## 2. Manifest

03_manifest.json is strict JSON {schema, packId, lawVersion, generator, inputs, files, absent}; schema is
remit.evidence-pack/1. It lists every other file with path, bytes and SHA-256 (lower-case hex). Each must be there and
match; no path stands twice; no other file may be there but 03_manifest.dsse.json. inputs are the declared inputs: origin,
size, system (optional), from, to (exclusive, after from), now, software. packId is the SHA-256 of the RFC 8785 form of the
manifest without packId.

generator.projection names the rules by which the pack was written; this page is about remit.projection/2. Packs keep the
rules they were written by. Rules that you do not know: incomplete, and the steps from records on are incomplete too.

## 3. Checkpoint, origin, witnesses

12_integrity/checkpoint is a C2SP signed note: text, an empty line (the last one in the file), signature lines
"\u2014 name base64(keyID[4] || signature)", at most 100. UTF-8, no control character but the line feed, at most 1,000,000
characters, a line feed at the end. Its text is a C2SP checkpoint: origin, size (decimal, no leading zero, below 2^53), root
(base64, 32 bytes), and no further line.

A signature is by a key when name and key id are the same. Ignore signatures of keys you do not know; if the signature of
a key you know does not hold, refuse the note. Type 0x01: Ed25519 (RFC 8032) over the text with its final line feed, 64
bytes. Type 0x04: 8 bytes of POSIX seconds, big-endian, not 0 and below 2^53, and 64 bytes of Ed25519 over
"cosignature/v1" LF "time SECONDS" LF text. Of several lines of one key the latest time counts, once.

checkpoint: a log key of the trust file must have signed; else fail. No trust file: incomplete.
origin: the name of that key (of the first log of the policy that signed) is the origin, and origin and size are those of the
manifest; else fail. witnesses: cosignatures of witnesses in the trust file, by its quorum: a witness is met when it
cosigned, a group when so many of its members are. Not met: incomplete. No cosignature that counts under a quorum of
"none": incomplete, or not applicable when you hold a known head.

## 4. Tree

Entry bundles: 12_integrity/tile/entries/N, 256 entries each, the last one N.p/W with W entries; N in groups of three
digits (1234067 is x001/x234/067). A bundle is a sequence of uint16 big-endian length and entry. There must be exactly
as many entries as the checkpoint says.

    leaf hash = SHA-256(0x00 || entry)
    node hash = SHA-256(0x01 || left || right)

The root over n > 1 leaves splits at the largest power of two smaller than n; nothing is ever duplicated; of no leaves it
is SHA-256(""). It must equal the root of the checkpoint. Hash tiles 12_integrity/tile/L/N[.p/W]: tile N of level L holds the
hashes of the complete subtrees of height 8 L, 256 a tile. Compute all of them and compare; there must be no other file below
12_integrity/tile/. Disclosures (section 8) that cannot be read fail this step. A log of fewer than two entries is
incomplete at best.

## 5. Known head and freshness

If you hold a known head: it must be signed by a log key of the trust file (else incomplete) and of the same origin; its size
must not exceed the size of the pack; the root over the first entries up to its size must be its root. Otherwise: fail.

Let T be the newest time at which a quorum had cosigned this head: the largest cosignature time t such that the
cosignatures of time t or later alone meet the quorum, at least one of them by a witness of the trust file. (If the known head
has the size of the pack, its cosignatures count too.) A cosignature time is in whole seconds; read it as up to 0.999 s
later. Incomplete if
- there is no such T, unless you hold a known head and the trust file names no witness;
- T is before the end of the period (inputs.to): an older head may hide later records of the period;
- you hold no known head and T is more than 7 days before your clock;
- T is more than 5 minutes after your clock, or a record claims a time more than 5 minutes after T.

## 6. Records

Each entry is strict JSON nested at most 16 deep, at most 65,535 bytes, equal to its own RFC 8785 form, and fits
schemas/record.schema.json: of a known type ("t") with no unknown member. Hash the stored bytes; never canonicalise to hash.
"org" is the origin. Ids are unique. Record 0, and no other, is of type genesis, and its gen.vkey is a log key of the trust
file, character for character.

A log may go on from another, and end in another. If the genesis has gen.after, or any continues record has cnt.dir "from":
record 1 is the only such one, and its cnt.org, cnt.size and cnt.root are those of gen.after. At most one continues record has
cnt.dir "to"; behind it stand only records of the types erasure, registry.change and gap. Otherwise: fail (step genesis).

- Writer numbers (w.n) of one writer (w.id) are 0, 1, 2, ... in log order. A number that repeats or goes back: fail. A
  missing number: incomplete. Times of one writer should not go back (an exception, not a failure).
- Session numbers (s.n) of one session (s.id) are 0, 1, 2, ... in any order; the same rule.
- Each hash in "cause" is the base64url leaf hash of an earlier record; otherwise fail.

## 7. Pairing

A call starts with a mcp.decision record. A mcp.decision whose cause names a decision of a call whose last decision has
pol.dec "escalate" continues that call. approval, mcp.outcome and gap records belong to the call of the first decision that
their cause names. The decision in force is the last one of the call.

A call is closed by an outcome; or because its decision in force is "deny" and enforced (pol.enforced is not false); or
by a gap record. Otherwise it is open.
An open call whose first decision is before inputs.to: incomplete (it may still have been running). An outcome or
approval that belongs to no call: fail.

## 8. Commitments

12_integrity/disclosures.jsonl holds, for each decision of a call in this report (section 11), a line {disclosure, field:
"ctx", record}; no record twice. SHA-256 of the ASCII of the disclosure, base64url, must be c.ctx of that record. The
disclosure is base64url of a JSON list [salt, "ctx", value], value a flat object of strings, booleans and integers. A
commitment without its disclosure, unless it was erased; a disclosure without a commitment, for another record, or of a
context that was erased: fail. Arguments and results are committed to in c.args and c.result and are never in a pack.

Erased with authorisation is what an erasure record names: for each item of ers.at without ev, the fields f of the records at
the indexes i. Any erasure record of the log fails this step unless: ers.by names two different persons at least; each of them
is chg.of of a registry.change record before it whose chg.what is "key.create"; none of them is in ers.of; ers.org is its own
org; ers.n is less than ers.parts; the indexes of each item rise, and each is that of a record before it; without ev, that
record commits to every field of f (c); with ev, it is an ingest.batch and each of ev is less than ing.tree.size.
An erased context makes its verdict indeterminate (args_redacted).

## 8a. Proofs

12_integrity/proofs/ID.tlog-proof, one for each decision of a call in this report, is a C2SP tlog-proof: the line
c2sp.org/tlog-proof@v1, perhaps "extra BASE64", "index N", the hashes from the leaf's sibling to the root's child in base64, an
empty line, and the checkpoint. N is the place of the record, the checkpoint is that of the pack, byte for byte, and the
hashes lead from the leaf hash to its root (RFC 9162 section 2.1.3.2), with none left over. Otherwise: fail. What "extra"
holds is not authenticated. No decision: not applicable.
`;

/** The whole page. */
export const guideText = `${guideChecks}\n${guideRules}`;
