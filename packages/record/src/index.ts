export { callRecordText } from './call-record-text.ts';
export type { Disclosure } from './commitment.ts';
export { commitmentOf, disclose, discloseText, lengthBucket } from './commitment.ts';
export { BlobDigest, Hash256, SubjectHandle } from './handles.ts';
export type { ImportedEvent, UpstreamIntegrity } from './imported-event.ts';
export { EventKind, ImportedEvent as ImportedEventSchema, MissingReason } from './imported-event.ts';
export { isLegalBasis, legalBases } from './legal-basis.ts';
export { LlmFinish, UsageSource } from './llm-records.ts';
export type { PackSchema } from './pack/pack-schemas.ts';
export { packJsonSchema, packSchemas } from './pack/pack-schemas.ts';
export type { Act, JoinKeys, Outcome, Policy, ScopeRef, Who } from './parts.ts';
export { OutcomeStatus, PolicyDecision } from './parts.ts';
export type { AnyRecord, RecordOf, RecordType } from './record-types.ts';
export { AnyRecord as AnyRecordSchema, MAX_ENTRY_BYTES } from './record-types.ts';
export type {
  Blobs,
  Committed,
  DraftOf,
  RecordDraft,
  Recorded,
  Recorder,
  Sensitive,
  Subjects,
} from './recorder.ts';
export { SubjectKind } from './recorder.ts';
export type { DecisionTrace } from './trace.ts';
export { DecisionTrace as DecisionTraceSchema } from './trace.ts';
export type { CustodyLink } from './trace-custody.ts';
export { CustodyStatus } from './trace-custody.ts';
export type {
  DecisionContext,
  DecisionStep,
  Effect,
  OversightAct,
  TraceScope,
  TraceToolCall,
} from './trace-decision.ts';
export type { ChosenBy, ModelIdentity, ModelLink, TraceModel } from './trace-model.ts';
export type { RecordRef } from './trace-parts.ts';
export type { DimensionResult, TraceVerdict } from './trace-verdict.ts';
export { DimensionVerdict, ReasonCode, Verdict } from './trace-verdict.ts';
