/**
 * The kinds of exceptions that this version can find (compliance reference §10), as data: how serious, which rows of the
 * requirements catalogue they touch, and what a reader should do.
 */

/** How serious. `critical`: the control or the record failed. `low`: worth knowing. */
export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** One kind of exception. */
export interface ExceptionKindRow {
  readonly requirementIds: readonly string[];
  readonly means: string;
  readonly todo: string;
}

/** The kinds by name. */
export const exceptionKinds = {
  scope_out: {
    requirementIds: ['AIA-12-2-a1', 'AIA-26-1', 'AIA-26-5-a'],
    means: 'A call was let through, and run again against the declared scope it is outside.',
    todo: 'Find out why the call was let through. Decide whether the scope or the control was wrong.',
  },
  scope_indeterminate: {
    requirementIds: ['AIA-26-1', 'AIA-26-5-a'],
    means: 'It cannot be shown whether the call was inside the declared scope.',
    todo: 'Read the reason codes. Supply the missing scope file or context, or explain why it is gone.',
  },
  permit_without_declared_scope: {
    requirementIds: ['AIA-26-1', 'AIA-12-2-a1'],
    means: 'A call was let through while no declared scope is named in its decision.',
    todo: 'Declare a scope for the agent, and find out what let the call through.',
  },
  effect_after_deny: {
    requirementIds: ['AIA-12-2-a1', 'AIA-14-4-e'],
    means: 'An effect was recorded for a call that was denied. The control did not hold.',
    todo: 'Treat as a failure of enforcement until explained.',
  },
  decision_without_outcome: {
    requirementIds: ['AIA-12-1-a', 'AIA-12-1-b'],
    means: 'A call was let through, or waits for an approval, and no outcome is recorded.',
    todo: 'Look at the upstream whether the action took place. Unexplained ones need an account from the operator.',
  },
  outcome_without_decision: {
    requirementIds: ['AIA-12-1-a', 'AIA-12-1-b'],
    means: 'An outcome is recorded that follows from no decision in the log.',
    todo: 'Find out how a call could run without a decision record.',
  },
  sequence_gap: {
    requirementIds: ['AIA-12-1-b'],
    means: 'Numbers are missing or repeated in the sequence of a writer or a session.',
    todo: 'Records were numbered and are not in the log. Ask the operator for the failure that explains it.',
  },
  chain_break: {
    requirementIds: ['AIA-12-1-b'],
    means: 'A record names an earlier record that the log does not hold, or contradicts the record it follows from.',
    todo: 'Read the named records side by side.',
  },
  clock_skew: {
    requirementIds: ['AIA-12-1-b'],
    means: "A writer's clock went backwards.",
    todo: 'Times of these records are uncertain; their order in the log is not.',
  },
  unsigned_segment: {
    requirementIds: ['AIA-12-1-b'],
    means: 'The head of this pack carries no cosignature of a witness.',
    todo: 'Without a witness, whoever holds the log key could show another history to someone else.',
  },
  unverified_identity: {
    requirementIds: ['AIA-15-5'],
    means: 'The log does not show a key in force for the person and agent that a record names.',
    todo: 'Hold the names against the register of keys. A revoked or unknown key must not act.',
  },
  tool_schema_drift: {
    requirementIds: ['AIA-12-2-a2', 'AIA-15-5'],
    means: 'A tool definition changed, or a call was made under a definition that the log does not hold.',
    todo: 'Compare the two definitions. A change may alter what the agent can do.',
  },
  choice_without_call: {
    requirementIds: ['AIA-12-1-a', 'AIA-12-2-a1'],
    means: 'A model chose a tool, and no call in this log is joined to that choice.',
    todo: 'Find out where the tool ran: at the agent itself, at a server that is not behind Remit, or not at all.',
  },
  call_without_choice: {
    requirementIds: ['AIA-12-1-a', 'AIA-12-2-a1'],
    means: 'An agent that uses models through Remit called a tool that no answer of a model in this log chose.',
    todo: 'Find out who or what made the call: a person, another model, or a program that uses the key of the agent.',
  },
  model_mismatch: {
    requirementIds: ['AIA-12-2-a2', 'AIA-25-1'],
    means: 'Another model answered than was asked for.',
    todo: 'Ask the provider. Whether the change is a substantial modification (Article 3(23)) is for people to judge.',
  },
  shadow_server: {
    requirementIds: ['AIA-12-1-a', 'AIA-25-4'],
    means: 'A log shows calls to a server of tools that no declared scope, no registry entry and no system card names.',
    todo: 'Find out who uses it for what. Declare it, with its supplier, or stop it.',
  },
  dlp_override: {
    requirementIds: ['AIA-12-2-a1', 'AIA-15-5'],
    means: 'A rule of data loss prevention matched, and the request went on.',
    todo: 'Look at what was sent. Decide whether the rule or the exception from it was wrong.',
  },
  logging_down_fail_open: {
    requirementIds: ['AIA-12-1-b', 'AIA-15-4'],
    means: 'A call went ahead while no policy was applied to it.',
    todo: 'Have the control refuse when it cannot decide, or say why it may not.',
  },
  approval_action_mismatch: {
    requirementIds: ['AIA-14-4-d'],
    means: 'An approval does not fit the action: another action, the same person on both sides, or none shown.',
    todo: 'Treat the release as not given until explained.',
  },
  late_ingest: {
    requirementIds: ['AIA-12-1-b', 'AIA-26-6'],
    means: "Another system's log was ingested more than a day after its last event: nobody here held it in between.",
    todo: 'Follow the source, so that its records are held soon after they are written.',
  },
  source_unparsed: {
    requirementIds: ['AIA-12-1-a'],
    means:
      "Records of another system's log could not be read. They are kept and counted; what they say is not in this report.",
    todo: 'Read the list of the batch, mend the mapping or the source, and ingest again.',
  },
  retention_short: {
    requirementIds: ['AIA-19-1', 'AIA-26-6'],
    means: 'The system card declares fewer than six calendar months for logs, and names a law that provides otherwise.',
    todo: 'Read the named law. Whether it provides otherwise is for people to judge.',
  },
  supplier_agreement_missing: {
    requirementIds: ['AIA-25-4'],
    means: 'A server of tools is used, and the system card names no agreement with its supplier.',
    todo: 'Add the supplier and the digest of the agreement to the system card, or say that it is open source.',
  },
  change_outside_envelope: {
    requirementIds: ['AIA-12-2-a2', 'AIA-17-1-a'],
    means: 'Something changed that no item of the declared change envelope foresees.',
    todo: 'Decide whether it is a substantial modification (Article 3(23)). Declare it if it was foreseen.',
  },
  approval_expired_used: {
    requirementIds: ['AIA-14-4-d'],
    means: 'A call was let through although its approval had expired, was rejected or withdrawn.',
    todo: 'Treat as a failure of enforcement until explained.',
  },
} as const satisfies Record<string, ExceptionKindRow>;

/** Name of a kind. */
export type ExceptionKind = keyof typeof exceptionKinds;
