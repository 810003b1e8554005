/**
 * The decision trace: one attempted action, assembled from ledger records (compliance reference §11).
 *
 * A trace is a projection and never a ledger leaf. It keeps four facts apart: what was declared (`declaredScope`), what
 * was authorised (`decision`), what was observed (`toolCalls[].effect`), and what a later look says (`scopeVerdict`).
 * A field that could not be filled is missing and named in `absent` with the reason. Unknown is never written as `in`.
 */
import { z } from 'zod';
import { Count, Label, SubjectHandle, Timestamp, Ulid } from './handles.ts';
import { OutcomeStatus, PolicyDecision } from './parts.ts';
import { CustodyLink } from './trace-custody.ts';
import { DecisionStep, OversightAct, TraceScope, TraceToolCall } from './trace-decision.ts';
import { ChosenBy, TraceModel } from './trace-model.ts';
import { RecordRef, Sentence } from './trace-parts.ts';
import { TraceVerdict } from './trace-verdict.ts';

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
