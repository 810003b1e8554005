/** VERIFY.md: the checks and the rules of the derived files, for whoever writes the verifier again. Fixed text. */
import { guideRules } from './verify-guide-rules.ts';

const guideChecks = `# How to verify this pack without our software

Nothing here is legal advice. This page is meant to be enough to write a verifier in any language. Small known answers
are in test-vectors/. "SHA-256(a || b)" is the hash of the bytes joined.

## 0. What you need from elsewhere

A trust file: a C2SP tlog-policy (https://c2sp.org/tlog-policy) with the verifier key of the log and of its witnesses,
and the quorum you ask for. If you hold an older checkpoint of this log, put it after a line that is exactly "---".
Never take these keys from the pack. Without them nothing below can end better than INCOMPLETE.

Result: FAIL if any step fails; else INCOMPLETE if any step is incomplete; else PASS.

## 1. Container

A zip must be: for each entry a local header and its data, in the order of the central directory and without gaps; the
directory; the end record; nothing else. Stored or deflated only; no zip64, encryption, data descriptors, extra fields,
comments, links or folders. Both headers of an entry must agree. Names are relative, plain ASCII letters, digits, dot,
underscore and hyphen between slashes, no segment that starts with a dot or ends with one, no two that are equal when
case is ignored. A folder must hold regular files only.

## 2. Manifest

03_manifest.json lists every other file with path, bytes and SHA-256 (lower-case hex). Each must be there and match; no
other file may be there. inputs are the declared inputs: origin, size, system (optional), from, to (exclusive), now,
software. packId is the SHA-256 of the RFC 8785 form of the manifest without packId.

## 3. Checkpoint, origin, witnesses

12_integrity/checkpoint is a C2SP signed note: text, an empty line (the last one in the file), signature lines
"\u2014 name base64(keyID[4] || signature)". Its text is a C2SP checkpoint: origin, size (decimal, no leading zero), root
(base64), and no further line. Strict base64 only. Ignore signatures of keys you do not know; if the signature of a key
you know does not hold, refuse the note. A log key of the trust file must have signed it (Ed25519, type 0x01), and the
name of that key must be the origin; origin and size must be those of the manifest. Count cosignatures (type 0x04, or
0x06 when you support it) of witnesses in the trust file and apply its quorum. A quorum of "none" with no cosignature is
incomplete unless you hold a known head.

## 4. Tree

Entry bundles: 12_integrity/tile/entries/N, 256 entries each, the last one N.p/W with W entries; N in groups of three
digits (1234067 is x001/x234/067). A bundle is a sequence of uint16 big-endian length and entry. There must be exactly
as many entries as the checkpoint says.

    leaf hash = SHA-256(0x00 || entry)
    node hash = SHA-256(0x01 || left || right)

The root over n > 1 leaves splits at the largest power of two smaller than n; nothing is ever duplicated. It must equal
the root of the checkpoint. Hash tiles 12_integrity/tile/L/N[.p/W]: tile N of level L holds the hashes of the complete
subtrees of height 8 L, 256 a tile. Compute all of them and compare; there must be no other file below tile/. A log of
fewer than two entries is incomplete at best.

## 5. Known head and freshness

If you hold a known head: it must be signed by a log key of the trust file and of the same origin; its size must not
exceed the size of the pack; the root over the first entries up to its size must be its root. Otherwise: fail.

Let T be the newest time at which a quorum had cosigned this head: the largest cosignature time t such that the
cosignatures of time t or later alone meet the quorum. (If the known head has the size of the pack, its cosignatures
count too.) A cosignature time is in whole seconds; read it as up to 0.999 s later. Incomplete if
- T is before the end of the period (inputs.to): an older head may hide later records of the period;
- you hold no known head and T is more than 7 days before your clock;
- T is more than 5 minutes after your clock, or a record claims a time more than 5 minutes after T.

## 6. Records

Each entry is UTF-8 JSON, at most 65,535 bytes, without duplicate keys and without integers beyond 2^53 - 1, equal to
its own RFC 8785 form, of a known type ("t") with no unknown member. Hash the stored bytes; never canonicalise to hash.
"org" is the origin. Ids are unique. Record 0, and no other, is of type genesis, and its gen.vkey is a log key of the
trust file, character for character.

- Writer numbers (w.n) of one writer (w.id) are 0, 1, 2, ... in log order. A number that repeats or goes back: fail. A
  missing number: incomplete. Times of one writer should not go back (an exception, not a failure).
- Session numbers (s.n) of one session (s.id) are 0, 1, 2, ... in any order; the same rule.
- Each hash in "cause" is the base64url leaf hash of an earlier record; otherwise fail.

## 7. Pairing

A call starts with a mcp.decision record. A mcp.decision whose cause names a decision that is the last of its call and
has pol.dec "escalate" continues that call. approval, mcp.outcome and gap records belong to the call of a decision that
their cause names. The decision in force is the last one of the call.

A call is closed by an outcome; or because its decision in force is "deny" and enforced (pol.enforced is not false); or
by a gap record. Otherwise it is open.
An open call whose first decision is before inputs.to: incomplete (it may still have been running). An outcome or
approval that belongs to no call: fail.

## 8. Commitments

12_integrity/disclosures.jsonl holds, for each decision of a call in this report, {disclosure, field: "ctx", record}.
SHA-256 of the ASCII of the disclosure, base64url without padding, must be c.ctx of that record. The disclosure is
base64url of a JSON list [salt, "ctx", value]. A commitment without its disclosure, or a disclosure for another record:
fail. Arguments and results are committed to in c.args and c.result and are never in a pack.
`;

/** The whole page. */
export const guideText = `${guideChecks}\n${guideRules}`;
