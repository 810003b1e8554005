export type { ApprovalDesk, ApprovalDeskDeps } from './approvals/desk.ts';
export { createApprovalDesk } from './approvals/desk.ts';
export type {
  ApprovalRefusal,
  ApprovalRefused,
  ApprovalRequest,
  ApprovalVerdict,
  OpenApproval,
  PendingApproval,
} from './approvals/types.ts';
export type {
  CallRequest,
  CallResult,
  CallSession,
  DeniedBecause,
  Forward,
  Forwarded,
  SessionHandle,
  ToldKeys,
  Waiting,
} from './call.ts';
export type { GatewayErrorCode } from './errors.ts';
export { gatewayErrors } from './errors.ts';
export type { GatewayDeps } from './gateway.ts';
export { createGateway } from './gateway.ts';
export type { DefinedTool, Gateway, SessionInput } from './gateway-types.ts';
export type { History, Read } from './history.ts';
export { readRecords } from './history.ts';
export type { BodyRead } from './http/read-body.ts';
export { readBody } from './http/read-body.ts';
export { bearerToken, hostAllowed, isJsonContentType, LOOPBACK_NAMES } from './http/request-checks.ts';
export type { RateLimits } from './limits/rate-limiter.ts';
export { createRateLimiter } from './limits/rate-limiter.ts';
export { rateRefusal } from './limits/rate-refusal.ts';
export type { CountedRefusals, RefusalWindowsDeps } from './limits/refusal-windows.ts';
export { countedCode, createRefusalWindows } from './limits/refusal-windows.ts';
export type { CallObserver, ObservedDecision, ObservedOutcome } from './observer.ts';
export type { RealpathFor } from './pipeline/ask-scope.ts';
export type { Ran, StepChain } from './pipeline/chain.ts';
export { chainOf } from './pipeline/chain.ts';
export { POLICY_DENIED } from './pipeline/observe-call.ts';
export type { Step, StepResult } from './pipeline/step.ts';
export { go, stop } from './pipeline/step.ts';
export type { Verdict } from './pipeline/verdict.ts';
export { unevaluated, verdictOf } from './pipeline/verdict.ts';
export { DenialCode, OutcomeCode, RefusalCode } from './reason-codes.ts';
export type { ArgumentFingerprint } from './records/argument-fingerprint.ts';
export { createArgumentFingerprint } from './records/argument-fingerprint.ts';
export { policyOf } from './records/call-drafts.ts';
export { toLabel } from './records/label.ts';
export type { LateRecords } from './records/late-records.ts';
export { createLateRecords } from './records/late-records.ts';
export { neverTaken, tryRecord, untilDurable } from './records/recording.ts';
export { restoreTools } from './restore-tools.ts';
export type { RestoredScope, RestoredScopes } from './scopes/restore-scopes.ts';
export { restoreScopes } from './scopes/restore-scopes.ts';
export type { DeclaredInForce, ScopeInForce, ScopeRefusal } from './scopes/scope-in-force.ts';
export type { StopSignal } from './stop-signal.ts';
export { Stopper } from './stop-signal.ts';
export type { Timers } from './timers.ts';
export { systemTimers } from './timers.ts';
export type { KnownTool } from './tool-definitions.ts';
export type { CallOrigin, TraceContext, TraceParent } from './trace-context.ts';
export { parseTraceparent } from './trace-context.ts';
export type { CallTrace, CallTracer, TracedEnd } from './tracer.ts';
