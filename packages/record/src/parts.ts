/** The parts that record types share. Field names follow the one list in the ledger reference, §2. */
import { z } from 'zod';
import { BlobDigest, Count, Hash256, Label, SubjectHandle, TraceId } from './handles.ts';

/** Position in a dense sequence: a writer's or a session's. */
export const Sequence = z.strictObject({ id: Label, n: Count });

/** Who acted: the person's handle, the agent that was bound to the key, and what the client says it is. */
export const Who = z.strictObject({
  sub: SubjectHandle.describe('Random handle of the person whose key was used.'),
  agent: Label.optional().describe('Agent bound to the key.'),
  client: Label.optional().describe('Self-declared client name and version. Never used in a decision.'),
});
export type Who = z.infer<typeof Who>;

/** What was asked for. `tool_sha` is the digest of the tool definition as the upstream listed it. */
export const Act = z.strictObject({
  srv: Label,
  method: Label,
  tool: Label.optional(),
  tool_sha: BlobDigest.optional(),
});
export type Act = z.infer<typeof Act>;

/**
 * Where the client says that a call comes from: labels of its own, claims and no more. `thread` and `trace` narrow what
 * `session` alone did not; records from before they existed have neither, and join as they always did.
 */
export const toldContext = {
  thread: Label.optional().describe(
    'Thread of the agent, as the client states it; its session where it states no thread.',
  ),
  trace: TraceId.optional().describe('Trace id of the W3C trace context that the client sent.'),
};

/**
 * What joins a call to the model that chose it. All is what the client says, but for `args_fp`: Remit's own keyed
 * fingerprint of the arguments, whose key lives in the process only.
 */
export const JoinKeys = z.strictObject({
  call: Label.optional().describe('Id of the tool choice that the client says the call comes from.'),
  session: Label.optional().describe('Session of the agent, as the client states it.'),
  ...toldContext,
  args_fp: Hash256.optional().describe(
    'Keyed fingerprint of the canonical arguments. Says nothing outside its process.',
  ),
});
export type JoinKeys = z.infer<typeof JoinKeys>;

/** The declared scope in force when the decision was taken. */
export const ScopeRef = z.strictObject({ id: Label, sha: BlobDigest });
export type ScopeRef = z.infer<typeof ScopeRef>;

export const PolicyDecision = {
  Permit: 'permit',
  Deny: 'deny',
  PermitWithConditions: 'permit_with_conditions',
  Escalate: 'escalate',
} as const;
export type PolicyDecision = (typeof PolicyDecision)[keyof typeof PolicyDecision];

/** The authorization decision: compiled policy version, result, whether it was evaluated, determining rules. */
export const Policy = z.strictObject({
  bundle_sha: BlobDigest.optional().describe('Digest of the compiled Cedar policies and the compiler version.'),
  dec: z.enum(PolicyDecision),
  eval: z.enum(['evaluated', 'not-evaluated']),
  rules: z.array(Label).max(64).describe('Ids of the rules that determined the result.'),
  errors: z.array(Label).max(16).optional().describe('Codes of evaluation errors; any error denies.'),
  enforced: z
    .literal(false)
    .optional()
    .describe('false: the scope only observes, so the call was forwarded whatever `dec` says. Absent: enforced.'),
});
export type Policy = z.infer<typeof Policy>;

export const OutcomeStatus = {
  Executed: 'executed',
  Refused: 'refused',
  Errored: 'errored',
  Unknown: 'unknown',
} as const;
export type OutcomeStatus = (typeof OutcomeStatus)[keyof typeof OutcomeStatus];

/** What was observed of the effect. `unknown` when the answer never came: it may have happened. */
export const Outcome = z.strictObject({
  status: z.enum(OutcomeStatus),
  why: Label.optional().describe('Reason code when the status is not plain success.'),
  ms: Count.optional().describe('Milliseconds from forwarding to the end of the answer.'),
});
export type Outcome = z.infer<typeof Outcome>;

/** Salted commitments by field name (RFC 9901 disclosure form). */
export const Commitments = z.record(Label, Hash256);

/** Why an expected field is missing. Missing is not zero and not "not applicable". */
export const Absent = z.record(Label, Label);
