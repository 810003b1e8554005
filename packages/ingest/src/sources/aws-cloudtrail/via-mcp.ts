/**
 * Calls that the AWS MCP Server made for a caller. Which members say so was seen in records and is not documented (log
 * schemas reference §3.2), so the flag carries how many of the three agree: `via-aws-mcp-1of3` to `via-aws-mcp-3of3`.
 */
import type { Members } from '../aws-common/members.ts';
import { membersOf } from '../aws-common/members.ts';

const SERVER = 'aws-mcp.amazonaws.com';

/** The flag, or undefined when no member names the server. */
export function viaMcpFlag(value: Members): string | undefined {
  const seen = [value['userAgent'], value['sourceIPAddress'], membersOf(value['userIdentity'])['invokedBy']];
  const count = seen.filter((member) => member === SERVER).length;
  return count === 0 ? undefined : `via-aws-mcp-${count}of3`;
}
