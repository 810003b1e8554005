/** The verdict of a trace: in, out or indeterminate, by dimension, with reasons. */
import { z } from 'zod';
import { BlobDigest, Label, Timestamp } from './handles.ts';
import { Sentence } from './trace-parts.ts';

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
