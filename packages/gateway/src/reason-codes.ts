/** The reason codes that the gateway itself writes: in `pol.errors` of a denial, in `out.why` of an outcome, in `rej.reasons` of what was turned away before it became a call. */

/** Codes of denials that the policy alone does not explain. */
export const DenialCode = {
  /** The key does not hold the role `caller`. */
  RoleMissing: 'caller.role-missing',
  /** The upstream does not list a tool of this name. */
  ToolUnlisted: 'tool.unlisted',
  /** The call concerns more persons than a record can name. */
  TooManyPersons: 'about.too-many',
  ApprovalRejected: 'approval.rejected',
  ApprovalExpired: 'approval.expired',
  /** The caller was gone before anyone answered. */
  ApprovalWithdrawn: 'approval.withdrawn',
  /** Too many calls of this person, or of all, wait for an approval. */
  ApprovalDeskFull: 'approval.desk-full',
  /** The scope in force is not the one the approval was given under. */
  ScopeChanged: 'approval.scope-changed',
  /** What would be forwarded is not what was approved. */
  ActionMismatch: 'approval.action-mismatch',
  /** The policy asked for an approval although one was given. */
  ApprovalNotApplied: 'approval.not-applied',
  /** The caller's key was revoked while the call waited. */
  KeyRevoked: 'caller.key-revoked',
  /** More calls a minute than the configuration allows. */
  RateLimited: 'rate-limit.exceeded',
  /** A step failed unexpectedly. */
  Internal: 'gateway.internal',
} as const;
export type DenialCode = (typeof DenialCode)[keyof typeof DenialCode];

/** Why a request was turned away before it became a call, besides a bad key. */
export const RefusalCode = {
  /** The Host or Origin header names another host (DNS rebinding). */
  HostRefused: 'host.refused',
  /** The session exists, but belongs to another caller or endpoint. */
  SessionForeign: 'session.foreign',
  /** There is no such session, or no longer. */
  SessionUnknown: 'session.unknown',
  /** No JSON, no JSON-RPC message, or one that its own headers contradict. */
  Malformed: 'request.malformed',
  /** The body is larger than the limit. */
  TooLarge: 'request.too-large',
} as const;
export type RefusalCode = (typeof RefusalCode)[keyof typeof RefusalCode];

/** Codes of outcomes that the gateway itself observed. Upstream codes come from the wire layer. */
export const OutcomeCode = {
  CallerGone: 'caller-gone',
  ForwardFailed: 'forward.failed',
  /** The decision was not durable in time, so nothing was forwarded. */
  NotDurable: 'ledger.not-durable',
  Internal: 'gateway.internal',
} as const;
