/** What each reason code of a denied call means and what to do. The type holds this table to the gateway's codes. */
import { DenialCode } from '@remit/gateway';

/** Words for the operator by reason code, as the code stands in `pol.errors` of the decision's record. */
export const denialWords: Readonly<Record<DenialCode, string>> = {
  [DenialCode.RoleMissing]: 'The key does not hold the role caller. Make a key with that role for the agent.',
  [DenialCode.ToolUnlisted]: 'The server does not list a tool of this name. Compare with tools/list of the server.',
  [DenialCode.TooManyPersons]: 'The call concerns more persons than a record can name. Make several calls.',
  [DenialCode.ApprovalRejected]: 'A person rejected the call.',
  [DenialCode.ApprovalExpired]:
    'Nobody answered in time. See `remit pending`; approvals.timeout-seconds sets the time.',
  [DenialCode.ApprovalWithdrawn]: 'The caller was gone before anyone answered, or the gateway stopped.',
  [DenialCode.ApprovalDeskFull]: 'Too many calls wait for a person. Answer those of `remit pending` first.',
  [DenialCode.ScopeChanged]: 'Another scope came into force while the call waited. Call again.',
  [DenialCode.ActionMismatch]:
    'What would have been forwarded is not what was approved. Call again; ask why it changed.',
  [DenialCode.ApprovalNotApplied]:
    'The scope asked for an approval again although one was given. Report it as a defect.',
  [DenialCode.KeyRevoked]: "The caller's key was revoked while the call waited.",
  [DenialCode.RateLimited]: 'More calls a minute than limits.calls-per-minute allows. Call again later.',
  [DenialCode.Internal]: 'A step of the pipeline failed unexpectedly. See the log and report it as a defect.',
};
