import type { McpErrorCode } from '../errors.ts';
import { AbortReason } from './abort-reason.ts';
import type { UpstreamReply } from './connection.ts';
import { failed } from './connection.ts';

const CODES: Readonly<Record<AbortReason, McpErrorCode>> = {
  [AbortReason.ClientGone]: 'mcp.cancelled',
  [AbortReason.ClientCancelled]: 'mcp.cancelled',
  [AbortReason.Timeout]: 'mcp.upstream-timeout',
  [AbortReason.Closing]: 'mcp.closing',
};

/** The reply to a request that was abandoned. `sent`: it may have run. */
export function cancelFailure(reason: AbortReason, sent: boolean): UpstreamReply {
  return failed(CODES[reason], sent, reason);
}
