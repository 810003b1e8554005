export type { ApprovalDesk, OpenApproval } from './approvals/desk.ts';
export type {
  ApprovalRefusal,
  ApprovalRefused,
  ApprovalRequest,
  ApprovalVerdict,
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
  Waiting,
} from './call.ts';
export type { DefinedTool, Gateway, SessionInput } from './gateway-types.ts';
export type { DeclaredInForce, ScopeFileProblem, ScopeRefusal } from './scopes/types.ts';
