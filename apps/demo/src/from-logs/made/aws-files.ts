/** Made CloudTrail files: data events of the AWS MCP Server, in the layout of an S3 bucket, with their digests. */
import type { MadeTrail } from '@remit/testing';
import { makeTrail } from '@remit/testing';
import type { MadeCall } from './made-calls.ts';
import { v5 } from './made-id.ts';

/** Account of the made files: twelve digits that AWS uses in its own examples. */
export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
/** The role that the agent works under: how AWS names the agent. */
export const AGENT_ROLE = `arn:aws:iam::${ACCOUNT}:role/cost-review-agent`;
export const AWS_SERVER = `aws-mcp.${REGION}.api.aws`;

const HOUR = 3_600_000;

/** The calls that AWS saw, as a trail with a log file and a signed digest an hour. The key is the demo's own. */
export function madeTrail(calls: readonly MadeCall[]): MadeTrail {
  const seen = calls.filter(({ seenBy }) => seenBy !== 'portal-only');
  const first = Math.floor((seen[0]?.at ?? 0) / HOUR) * HOUR;
  const hours = Math.floor(((seen.at(-1)?.at ?? 0) - first) / HOUR) + 1;
  const of = (hour: number) => seen.filter(({ at }) => Math.floor((at - first) / HOUR) === hour);
  return makeTrail({
    start: first + HOUR,
    shape: Array.from({ length: hours }, (_, hour) => (hour === 0 ? 'start' : 'link')),
    records: Array.from({ length: hours }, (_, hour) => of(hour).map(mcpEvent)),
  });
}

/** `AwsMcpEvent` (log schemas reference §3.2). */
function mcpEvent(call: MadeCall): object {
  const session = call.person.split('@')[0] ?? 'session';
  return {
    eventVersion: '1.08',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE:${call.person}`,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/cost-review-agent/${call.person}`,
      accountId: ACCOUNT,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLE',
          arn: AGENT_ROLE,
          accountId: ACCOUNT,
          userName: 'cost-review-agent',
        },
        attributes: { creationDate: new Date(call.at - 600_000).toISOString(), mfaAuthenticated: 'true' },
      },
    },
    eventTime: new Date(call.at).toISOString().replace('.000Z', 'Z'),
    eventSource: AWS_SERVER,
    eventName: 'CallTool',
    awsRegion: REGION,
    sourceIPAddress: '192.0.2.10',
    userAgent: 'cost-review-agent/1.4',
    requestParameters: { method: call.tool, params: call.params, id: String(call.n) },
    responseElements: {
      content: [{ type: 'text', text: call.ok ? '{"ok":true}' : 'Throttling: Rate exceeded' }],
      isError: !call.ok,
    },
    requestID: v5(`request ${call.n}`),
    eventID: v5(`event ${call.n}`),
    readOnly: false,
    resources: [],
    eventType: 'AwsMcpEvent',
    managementEvent: false,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Data',
    mcpEventDetails: {
      sessionId: v5(`session ${session}`),
      mcpProtocolVersion: '2025-11-25',
      serverVersion: '1.2.0',
      mcpServerName: 'AWS MCP Server',
      executionTimeMs: 180 + (call.n % 7) * 20,
    },
  };
}
