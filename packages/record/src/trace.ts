/**
 * The decision trace: one attempted action, assembled from ledger records (compliance reference §11).
 *
 * A trace is a projection and never a ledger leaf. It keeps four facts apart: what was declared (`declaredScope`), what
 * was authorised (`decision`), what was observed (`toolCalls[].effect`), and what a later look says (`scopeVerdict`).
 * A field that could not be filled is missing and named in `absent` with the reason. Unknown is never written as `in`.
 */
import { z } from 'zod';
import { BlobDigest, Count, Hash256, Label, SubjectHandle, Timestamp, Ulid } from './handles.ts';
import { OutcomeStatus, PolicyDecision } from './parts.ts';

/** Retrospective verdict: was the action inside the declared scope? */
export const Verdict = { In: 'in', Out: 'out', Indeterminate: 'indeterminate' } as const;
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

/** Verdict of one dimension. `unconstrained`: the scope says nothing about it, on purpose. */
export const DimensionVerdict = { ...Verdict, Unconstrained: 'unconstrained' } as const;
export type DimensionVerdict = (typeof DimensionVerdict)[keyof typeof DimensionVerdict];

/** Why a verdict is what it is (compliance reference §11, closed list, plus the four that explain an `out`). */
export const ReasonCode = z.enum([
  'no_declared_scope',
  'no_declared_dimension',
  'scope_expired_or_revoked',
  'scope_unavailable',
  'scope_not_machine_evaluable',
  'field_missing_in_source',
  'args_redacted',
  'identity_unverified',
  'model_unidentified',
  'time_uncertain',
  'conflicting_sources',
  'partial_chain',
  'evaluator_error',
  'agent_not_covered',
  'tool_not_declared',
  'condition_not_met',
  'approval_not_shown',
]);
export type ReasonCode = z.infer<typeof ReasonCode>;

/**
 * Label of a link in the chain of custody. `verified`: a named check passed. `asserted`: a named party says so.
 * `broken`: the check failed. `absent`: no source supplied the link.
 */
export const CustodyStatus = {
  Verified: 'verified',
  Asserted: 'asserted',
  Broken: 'broken',
  Absent: 'absent',
} as const;
export type CustodyStatus = (typeof CustodyStatus)[keyof typeof CustodyStatus];

const Sentence = z.string().min(1);

/** A ledger record named from a trace: its id, its index in the log and its leaf hash. */
export const RecordRef = z.strictObject({ id: Ulid, index: Count, leaf: Hash256 });
export type RecordRef = z.infer<typeof RecordRef>;

/** What the policy engine saw: a flat object of strings, booleans and integers. */
export const DecisionContext = z.record(z.string(), z.union([z.string(), z.boolean(), z.int()]));
export type DecisionContext = z.infer<typeof DecisionContext>;

/** The declared scope that the decision cites, as its source file and the log show it. */
export const TraceScope = z.strictObject({
  id: Label,
  digest: BlobDigest.describe('SHA-256 of the scope file.'),
  type: z.literal('cedar').describe('Compiled to Cedar policies.'),
  mode: z.literal('observe').optional().describe('The scope only observes. Absent: it is enforced.'),
  agent: Label.optional(),
  declaredBy: Sentence.optional().describe('A function, as the scope file names it.'),
  approvedBy: Sentence.optional(),
  validFrom: Timestamp.optional(),
  validTo: Timestamp.optional(),
  declaredIn: RecordRef.optional().describe('The scope.declare record that stands before the decision.'),
  supersededIn: RecordRef.optional().describe(
    'A later declaration of the same scope that still stands before the decision.',
  ),
});
export type TraceScope = z.infer<typeof TraceScope>;

/** One authorization decision. An escalated call has two: the escalation and the one after the approval. */
export const DecisionStep = z.strictObject({
  record: RecordRef,
  at: Timestamp,
  result: z.enum(PolicyDecision),
  enforced: z.literal(false).optional().describe('false: the call was forwarded whatever `result` says.'),
  rules: z.array(Label),
  policySetDigest: BlobDigest.optional(),
  evaluation: z.strictObject({
    status: z.enum(['evaluated', 'not-evaluated']),
    errors: z.array(Label),
  }),
  argsCommitment: Hash256.optional(),
  context: DecisionContext.optional().describe('Disclosed and checked against the commitment in the record.'),
  rerun: z
    .strictObject({ result: z.enum(PolicyDecision), rules: z.array(Label) })
    .optional()
    .describe('The same context run through the cited scope again.'),
});
export type DecisionStep = z.infer<typeof DecisionStep>;

/** What is known of the effect, and from where it was seen. Remit sees the answer of the upstream, not the effect itself. */
export const Effect = z.strictObject({
  observed: z.enum(['occurred', 'none', 'unknown']),
  vantage: z.literal('self'),
  basis: Sentence,
});
export type Effect = z.infer<typeof Effect>;

/** The call as it went to the upstream, or did not. */
export const TraceToolCall = z.strictObject({
  server: z.strictObject({ id: Label, toolDefinitionDigest: BlobDigest.optional(), definedIn: RecordRef.optional() }),
  method: Label,
  tool: Label.optional(),
  authorizationRef: RecordRef,
  resultCommitment: Hash256.optional(),
  status: z.enum([...Object.values(OutcomeStatus), 'not-forwarded', 'open']),
  why: Label.optional(),
  effect: Effect,
});
export type TraceToolCall = z.infer<typeof TraceToolCall>;

/** An act of human oversight. `decisive`: the call went ahead or not because of it. */
export const OversightAct = z.strictObject({
  record: RecordRef,
  act: z.literal('release'),
  personRef: SubjectHandle.optional(),
  role: Label.optional(),
  decision: z.enum(['approved', 'rejected', 'expired', 'withdrawn']),
  boundActionDigest: Hash256.describe('Leaf hash of the escalated decision, which commits to the exact arguments.'),
  requestedAt: Timestamp,
  decidedAt: Timestamp,
  decisive: z.enum(['yes', 'no', 'unknown']),
});
export type OversightAct = z.infer<typeof OversightAct>;

/** One dimension of the verdict with what it rests on (`record-id#field`). */
export const DimensionResult = z.strictObject({
  dim: Label,
  verdict: z.enum(DimensionVerdict),
  reasonCodes: z.array(ReasonCode),
  evidenceRefs: z.array(Sentence),
});
export type DimensionResult = z.infer<typeof DimensionResult>;

/** The retrospective verdict, computed when the report is made. */
export const TraceVerdict = z.strictObject({
  overall: z.enum(Verdict),
  reasonCodes: z.array(ReasonCode),
  perDimension: z.array(DimensionResult),
  evaluator: Label,
  evaluatedAt: Timestamp,
  scopeDigest: BlobDigest.optional(),
});
export type TraceVerdict = z.infer<typeof TraceVerdict>;

/** A link of the chain of custody. `method` names the check, or says what is missing. */
export const CustodyLink = z.strictObject({
  from: Sentence,
  to: Sentence,
  relation: Label,
  status: z.enum(CustodyStatus),
  method: Sentence,
  assertedBy: Label.optional(),
});
export type CustodyLink = z.infer<typeof CustodyLink>;

/** A link between a choice of a model and a call, with what it rests on. Every basis is a claim, not a proof. */
export const ModelLink = z.strictObject({
  traceId: Ulid,
  status: z.literal('asserted'),
  basis: z.enum(['tool-call-id', 'argument-fingerprint', 'trace-context']),
  narrowedBy: z
    .array(z.enum(['thread', 'trace', 'session']))
    .min(1)
    .max(3)
    .optional()
    .describe('Several would fit by the basis alone: what the client states on both sides that told them apart.'),
});
export type ModelLink = z.infer<typeof ModelLink>;

/** Which language model it was: asked for, called, and what says that it answered. */
export const ModelIdentity = z.strictObject({
  requested: Label.describe('Model that the caller named.'),
  routed: Label.describe('Model that the request was sent for.'),
  account: Label.describe('Provider account, by its configured name.'),
  provider: Label,
  region: Label.optional(),
  api: Label,
  returned: z.array(Label).describe('Models that the answer names. Empty: it names none.'),
  responseId: Label.optional(),
  fingerprint: Label.optional(),
});
export type ModelIdentity = z.infer<typeof ModelIdentity>;

/** The choice behind a call to a tool: the request whose answer holds it, and the model that made it. */
export const ChosenBy = z.strictObject({
  ...ModelLink.shape,
  choice: Count.describe('Place among the choices of that answer, from 0.'),
  id: Label.optional().describe('Id that the provider minted for the choice.'),
  model: ModelIdentity,
});
export type ChosenBy = z.infer<typeof ChosenBy>;

/** The language model behind a request. */
export const TraceModel = z.strictObject({
  ...ModelIdentity.shape,
  attempt: Count,
  toolsOffered: z.array(Label),
  toolsDigest: BlobDigest.optional(),
  parametersDigest: BlobDigest.optional(),
  finish: Label.optional(),
  usage: z
    .strictObject({
      source: Label.describe('`provider`, or `bound` where the provider reported none.'),
      inputTokens: Count,
      outputTokens: Count,
      nanoUsd: Count,
      priceTable: BlobDigest.optional(),
    })
    .optional(),
  chose: z.array(
    z.strictObject({
      id: Label.optional(),
      tool: Label,
      ranBy: z.literal('provider').optional(),
      call: ModelLink.optional().describe('The call that came of it. Absent: none is joined.'),
      resultIn: Ulid.optional().describe('A later request that carries the result under the minted id.'),
      unjoined: Sentence.optional().describe('Why no call is joined.'),
    }),
  ),
});
export type TraceModel = z.infer<typeof TraceModel>;

/** One attempted action from request to effect. */
export const DecisionTrace = z.strictObject({
  schema: z.literal('remit.decision-trace/1'),
  traceId: Ulid.describe('Id of the first decision record of the call.'),
  lawVersion: Label,
  system: z.strictObject({ id: Label, name: Sentence, purpose: Sentence }).optional(),
  origin: z.strictObject({ kind: z.literal('self'), log: Label, producer: Label }),
  actor: z.strictObject({
    human: z.strictObject({ subjectRef: SubjectHandle }),
    agent: z.strictObject({ id: Label, assertedBy: z.literal('operator') }).optional(),
    client: z.strictObject({ name: Label, assertedBy: z.literal('client') }).optional(),
  }),
  about: z.array(SubjectHandle).optional(),
  session: z.strictObject({ id: Label, n: Count }).optional(),
  declaredScope: TraceScope.optional(),
  decision: z.strictObject({
    result: z.enum(PolicyDecision).describe('Result of the last step.'),
    chosen: Sentence.describe('The action that was asked for.'),
    steps: z.array(DecisionStep).min(1),
  }),
  chosenBy: ChosenBy.optional().describe('The request to a model whose answer chose this call, and the model.'),
  model: TraceModel.optional().describe('Set when the action is a request to a language model.'),
  toolCalls: z.array(TraceToolCall).length(1),
  outcome: z
    .strictObject({ record: RecordRef, kind: z.enum(OutcomeStatus), at: Timestamp, milliseconds: Count.optional() })
    .optional(),
  oversight: z.array(OversightAct),
  scopeVerdict: TraceVerdict,
  agreement: z.strictObject({
    decisionVsEffect: z.enum(['agree', 'disagree', 'not-exercised', 'indeterminate', 'one-sided']),
    verdictVsDecision: Label,
  }),
  custody: z.strictObject({
    links: z.array(CustodyLink),
    proof: Sentence.describe('Path of the inclusion proof of the first decision record in the pack.'),
    gaps: z.array(z.strictObject({ record: RecordRef, kind: Label, why: Sentence })),
  }),
  exceptions: z.array(Label).describe('Kinds of the exceptions that name this trace.'),
  absent: z.record(z.string(), Sentence).describe('Path of each field that could not be filled, with the reason.'),
  doesNotAssert: z.array(Sentence),
});
export type DecisionTrace = z.infer<typeof DecisionTrace>;
