/** Made Logpush files: `mcp_portal_logs` of the portal in front of the AWS MCP Server, gzipped NDJSON. */
import { gzipSync } from 'node:zlib';
import { AWS_SERVER } from './aws-files.ts';
import type { MadeCall } from './made-calls.ts';
import { v5 } from './made-id.ts';

/** One file: path below the folder of made logs, gzipped bytes. */
export interface MadeFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The portal's id of the server. */
export const PORTAL_SERVER = 'aws';

/** The calls that the portal saw, as one Logpush file. */
export function madePortalFile(calls: readonly MadeCall[]): MadeFile {
  const lines = calls.filter(({ seenBy }) => seenBy !== 'aws-only').map((call) => JSON.stringify(portalLine(call)));
  const first = new Date(calls[0]?.at ?? 0).toISOString();
  return {
    path: `mcp_portal_logs/${first.slice(0, 10).replaceAll('-', '')}/made.log.gz`,
    bytes: gzipSync(`${lines.join('\n')}\n`),
  };
}

/** One line (log schemas reference §2.1). */
function portalLine(call: MadeCall): object {
  return {
    ClientCountry: 'pt',
    ClientIP: '192.0.2.10',
    ColoCode: 'LIS',
    // The portal hears of the call a moment before AWS does.
    Datetime: new Date(call.at - 400).toISOString(),
    Error: call.ok ? '' : 'tool error',
    Method: 'tools/call',
    PortalAUD: 'made-portal-aud',
    PortalID: 'lending-portal',
    ServerAUD: 'made-server-aud',
    ServerID: PORTAL_SERVER,
    ServerURL: `https://${AWS_SERVER}/mcp`,
    ServerResponseDurationMs: 200 + (call.n % 7) * 20,
    SessionID: v5(`portal session ${call.person}`),
    Success: call.ok,
    ToolCallName: `${PORTAL_SERVER}_${call.tool}`,
    UserEmail: call.person,
    UserID: v5(`user ${call.person}`),
  };
}
