/** Second half of VERIFY.md: scopes, verdicts, exceptions, derived files. */

/** Sections 9 to 13. */
export const guideRules = `## 9. Scopes and decisions run again

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
given, its scope names that system or no readable scope is named. The scope of a call is that of its decision in force;
the system it names is system.id of the file, which scope.declare repeats as dcl.system. Everything below follows from the entries, the files
of 06 and 12, and the inputs:

- 07_traces.jsonl: one decision trace a line, RFC 8785, in log order; 07_traces_index.csv the same as a table.
- 08_exceptions: the findings of section 12, grouped by kind, severity and text; id is "EX-" and the first 12 hex digits
  of the SHA-256 of the three joined by line feeds.
- 10_changes.jsonl: registry.change, scope.declare, policy.activate, tool.define and config.change records of the period.
- 12_integrity/proofs/ID.tlog-proof (section 8a); "extra" holds {"disclosures":{"ctx":...}}.
- 12_integrity/gap-report.json, 13_population.json, 02_report.json, 00_README.html.
- The verdict list: for each trace, in order, the RFC 8785 form of {reasons, scope, trace, verdict} (scope left out when
  none is named) is a leaf; size and RFC 6962 root stand in 13_population.json and in a scope.verdict record that may
  follow in the log after this pack was made.

verify.mjs writes all of them again and compares every byte, the manifest included; verify.mjs, verify.html and schemas/ it
carries over as they are. A verifier that does not write them
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
