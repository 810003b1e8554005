/** What was declared, authorised, observed and released: the scope, the decisions, the call and the acts of persons. */
import { z } from 'zod';
import { BlobDigest, Hash256, Label, SubjectHandle, Timestamp } from './handles.ts';
import { OutcomeStatus, PolicyDecision } from './parts.ts';
import { RecordRef, Sentence } from './trace-parts.ts';

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
