/**
 * VERIFY.md as packs of remit.projection/1 carry it. Frozen: the verifier writes these bytes again, so no letter of it may
 * change. The guide of the current rules is in the files around it.
 */
import type { PackInputs } from '../pack-core.ts';

const CHECKS = `# How to verify this pack without our software

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

const RULES = `## 9. Scopes and decisions run again

06_declared_scopes/SHA.yaml is the source of a scope; SHA is its SHA-256, as scope.declare, policy.activate and decisions
name it. SHA.cedar shows the policies it compiles to. pol.bundle_sha of a decision is the SHA-256 of the RFC 8785 form of
the compiled scope {compiler, agent, from, to, tools}, with mode when it is "observe"; a verifier that compiles scopes compares it. Tool definitions are
in 12_integrity/tool-definitions/SHA.json under their SHA-256, as act.tool_sha names them. A missing file: incomplete. A
file with another digest: fail.

A decision is run again on its disclosed context, a flat object: agent, server, tool, now (ms), approved, and one boolean
for each condition ("arguments-object", "arguments-declared", "when.NAME"). Under the scope:

1. no tool of that server and name is declared, or the agent is another one: deny, not visible;
2. a needed member is missing or of the wrong type: deny, without a rule;
3. now outside valid.from to valid.to (both included), or a condition false: deny, with the ids of the rules that failed
   (RULE#validity, RULE#condition), sorted;
4. the tool needs no approval: permit, by RULE; else permit_with_conditions if approved, escalate if not.

"approved" is not taken from the context. It is true only if the log shows an approval record with verdict "approved"
that stands before the decision, names the escalated decision of the same call in its cause, has the same act, comes from
another person (who.sub) than the one who asked, and was given in the role the scope asks for.

## 10. Verdict

Of the decision in force, per dimension:

    scope         the file is there (scope_unavailable), readable (scope_not_machine_evaluable), and compiles to
                  pol.bundle_sha (none: field_missing_in_source; another: conflicting_sources, or
                  scope_not_machine_evaluable when its policy.activate names another compiler)
    declaration   a scope.declare of this file and a policy.activate of these policies stand before it (else
                  partial_chain), and no policy.activate of another file of the same scope id was in force: the newest
                  one at least 10 s older than the decision, unless this file was activated again after it (else
                  scope_expired_or_revoked)
    agent         who.agent is the agent of the scope (out: agent_not_covered; none: identity_unverified)
    time          context.now lies in the validity (out: scope_expired_or_revoked); more than 60 s from ts: time_uncertain
    action        the tool is declared (out: tool_not_declared)
    conditions    no condition failed (out: condition_not_met)
    precondition  an approval where one is needed (out: approval_not_shown; an unanswered escalation: partial_chain)
    rules         same result as recorded, other rules: conflicting_sources

Without a context conditions and precondition are indeterminate: field_missing_in_source (none committed),
args_redacted (not disclosed), conflicting_sources (it does not match its commitment, or names another server, tool or
agent than the record). pol.eval "not-evaluated" adds an indeterminate dimension (evaluator_error); such a denial without
a context has that dimension alone. purpose, data-class,
limits and geo-egress are unconstrained: a scope file cannot express them. No scope named: indeterminate
(no_declared_scope).

Overall: out if any dimension is out; else indeterminate if any is, or there is none; else in.

## 11. Derived files

A call is in the report if the time of its first decision is at or after from and before to, and, when a system is
given, its scope names that system or no readable scope is named. Everything below follows from the entries, the files
of 06 and 12, and the inputs:

- 07_traces.jsonl: one decision trace a line, RFC 8785, in log order; 07_traces_index.csv the same as a table.
- 08_exceptions: the findings of section 12, grouped by kind, severity and text; id is "EX-" and the first 12 hex digits
  of the SHA-256 of the three joined by line feeds.
- 10_changes.jsonl: registry.change, scope.declare, policy.activate, tool.define and config.change records of the period.
- 12_integrity/proofs/ID.tlog-proof: C2SP tlog-proof of each decision; "extra" holds {"disclosures":{"ctx":...}}.
- 12_integrity/gap-report.json, 13_population.json, 02_report.json, 00_README.html.
- The verdict list: for each trace, in order, the RFC 8785 form of {reasons, scope, trace, verdict} (scope left out when
  none is named) is a leaf; size and RFC 6962 root stand in 13_population.json and in a scope.verdict record that may
  follow in the log after this pack was made.

verify.mjs writes all of them again and compares every byte, the manifest included. A verifier that does not write them
again should take its figures from the records and treat these files as a convenience.

## 12. Exceptions

Of calls in the report, by their decision in force. "Let through" is permit, permit_with_conditions, or any decision with
pol.enforced false (the scope only observes):

    scope_out                      let through and out
    permit_without_declared_scope  let through and no scope named
    scope_indeterminate            let through, or denied under a named scope, and indeterminate, but no escalation that
                                   was not let through; pol.enforced false, not permitted by pol.dec, and in
    effect_after_deny              not let through, with an outcome other than "refused"; or pol.enforced false under a
                                   scope that does not say "mode: observe"
    chain_break                    an outcome that does not name the decision in force, or differs from it in act, person
                                   or session; a second outcome
    approval_action_mismatch       an approval with an objection (section 9); let through after an escalation, or with a
                                   context that says "approved", without an approval that stands; the second decision
                                   differs from the first in act or who
    approval_expired_used          as before, where an approval record before it says rejected, expired or withdrawn
    unverified_identity            let through, and no key.create record before it binds person (chg.of) and agent, or
                                   all such keys were revoked at least 10 s before; an approval that stands whose
                                   approver has no such key with the role
    tool_schema_drift              the named tool definition has no tool.define record before the decision

Of all calls decided before inputs.to: decision_without_outcome, for open calls and for those closed by a gap record. Of
the whole log: sequence_gap (holes and repeats; unacknowledged-commit gaps), clock_skew, chain_break (a cause that no
earlier record is; an approval of no call), outcome_without_decision, unsigned_segment (one signature line only), and
tool_schema_drift (a tool.define of the period that supersedes another).

## 13. What PASS does not mean

Not that the recorded actions were right or lawful; not that all actions were recorded (no log can show what was never
written); not that a record told the truth when it was written; not that an upstream did what it answered; not that no
exceptions were found: they are listed in 08_exceptions.
`;

const FOREIGN = `
## 8b. Events of other systems' logs

The batches of a report are the ingest.batch records whose ing.from is before inputs.to and whose ing.to is at or after
inputs.from; a record without these times is always one. 11_sources/ID/events-NNNNN.jsonl, in the order of their names,
hold the leaves of the batch whose record has that id: each line without its newline is one leaf. Their number and the
root over their leaf hashes (section 4) must be ing.tree.size and ing.tree.root (base64url). Each leaf is strict JSON of
the shape of an imported event, and its "n" is its place. Any difference, and any file below 11_sources/ that belongs to
no such batch: fail. What a foreign log says is not checked: its custody starts when it was ingested.

07_imported_traces-NNNNN.jsonl: one line for each event of kind tool-call or model-call, and for each api-call of a declared
agent. The agent of an event is the one whose identities, in the newest list that a registry.change record agents.declare
names (06_declared_scopes/agents/SHA.yaml), hold who.agent; act.srv is replaced as "servers" of that agent says. Its scope
is the last one put in force (scope.declare, policy.activate) at or before the event for each scope id; of several the
one that names the tool, else none. When none was in force, the first one put in force later, and then the verdict is never
"in". contexts-NNNNN.jsonl hold, by "n", what the operator derived from the arguments in the log: asserted, not checked.
Each is run again through the scope (section 9). No agent or no scope: indeterminate, no_declared_scope. Time of ingest
only: time_uncertain. Arguments redacted or without a context: args_redacted; none in the log: field_missing_in_source.
`;

const LAW = `
## 12b. Exceptions from the system card

The system is inputs.system, or the only ref of a registry.change "system.declare" in the log. Its card is the file with
the digest chg.sha of the last such record. Where it can be read:

    retention_short              retention.logs-months is under 6
    supplier_agreement_missing   a server of a decision in the period under a scope of the system, for which the card names
                                 neither an agreement nor open-source: true
    change_outside_envelope      where change-envelope is declared: a tool.define or scope.declare that supersedes, a
                                 registry.change "server...", or a config.change with another digest than the one before,
                                 last recorded in the period, which no item foresees. An item foresees changes of
                                 its "what" when it has no "of", when "of" is the server/tool, scope or server that changed,
                                 or the part before a "/" of it
`;

const SIGNATURE = `
## 2b. Signature of the manifest

inputs.signer is an Ed25519 verifier key (name+hex(key id)+base64(0x01 || key)). 03_manifest.dsse.json, the one file that
the manifest does not list, is a DSSE envelope {payload, payloadType, signatures}. Over
"DSSEv1 " || len(payloadType) || " " || payloadType || " " || len(payload) || " " || payload, lengths in bytes and decimal,
one signature must hold under that key; payloadType is application/vnd.in-toto+json. The payload is an in-toto statement
(_type https://in-toto.io/Statement/v1, predicateType urn:remit:evidence-pack:1) whose subject 03_manifest.json has the
SHA-256 of the manifest. No envelope: incomplete; one that does not hold, or one without inputs.signer: fail. If your
trust file names report keys ("report-key VKEY" lines, taken out before the policy is read), the signer must be one of
them. Otherwise a registry.change record "report-key.declare" with this key as chg.ref says that the log names it; if
there is none, the signature shows only that the holder of the key signed.
`;

const SAMPLE = `
## 12c. Sample

inputs.sample is {seed, n}. For each trace of 07_traces.jsonl and 07_imported_traces-*.jsonl, draw = SHA-256 of
"remit.sample/1" LF seed LF traceId (UTF-8), in hex. Each trace belongs to the first stratum that fits: out (verdict out),
fail_open (own traces whose last step is not-evaluated and whose result begins with permit), indeterminate, in. All of out
and fail_open are drawn, of the others the n smallest draws. 13_sampling.json lists them by stratum, then by draw.
`;

const CATALOGUE = `
## 12d. Requirements, renderings and variants

inputs.catalogue names a version of the law. 04_catalogue.json, 05_logging_plan.json, 09_attestations/ and
09_open_items.json follow from the records, from the files named by digest and from the catalogue of that version. The
report says FINAL only when inputs.final is true and nothing is open.

01_report.html and 01_report.pdf have the role rendered: they are made from the derived files. Their digests stand in the
manifest; nothing here makes them again. What counts is 02_report.json.

A redacted variant (00_REDACTION.json) is no pack of its own. Its key is SHA-256 over "remit.redaction-key/1" LF and, for
each withheld file of the full pack in path order, path LF length LF bytes; withheld are 12_integrity/tile/entries/,
12_integrity/disclosures.jsonl, 12_integrity/proofs/, 09_attestations/, events-* and contexts-* below 11_sources/, and
01_report.*. Every handle p_... becomes r_ and
HMAC-SHA-256 (base64url) of "handle" LF handle; in lines of 07_*.jsonl the members context, client and session become c_
and HMAC-SHA-256 of "value" LF path LF value in RFC 8785 form.
`;

/** The guide of a pack of the first rules: the fixed part, then the sections that its content and inputs ask for. */
export function guideOfRules1(inputs: PackInputs, has: { readonly foreign: boolean; readonly law: boolean }): string {
  return [
    `${CHECKS}\n${RULES}`,
    has.foreign ? FOREIGN : '',
    has.law ? LAW : '',
    inputs.signer === undefined ? '' : SIGNATURE,
    inputs.sample === undefined ? '' : SAMPLE,
    inputs.catalogue === undefined ? '' : CATALOGUE,
  ].join('');
}
