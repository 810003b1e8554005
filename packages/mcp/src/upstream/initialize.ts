/** The opening of the legacy era: `initialize` and its answer. MCP 2025-11-25, Lifecycle. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { REMIT_IDENTITY } from '../identity.ts';
import type { RawMember } from '../json/raw-json.ts';
import { isObject } from '../wire/json-rpc.ts';
import { Era, LEGACY_VERSIONS } from '../wire/versions.ts';
import type { UpstreamFailure, UpstreamReply } from './connection.ts';

// No capabilities: what Remit cannot answer (sampling, elicitation, roots) it does not offer.
const PARAMS: readonly RawMember[] = [
  { key: 'protocolVersion', text: JSON.stringify(Era.Legacy) },
  { key: 'capabilities', text: '{}' },
  { key: 'clientInfo', text: JSON.stringify(REMIT_IDENTITY) },
];

/** The request that opens a legacy connection. */
export const INITIALIZE = { method: 'initialize', params: PARAMS, meta: [] } as const;
/** The notification that follows its answer. */
export const INITIALIZED = 'notifications/initialized';

/** The revision that the upstream agreed to, or why the connection cannot be used. */
export function agreedVersion(reply: UpstreamReply): Result<string, UpstreamFailure> {
  if (reply.kind === 'failed') return err({ ...reply.failure, mayHaveRun: false });
  if (reply.kind === 'error') return refused(`initialize was answered with error ${reply.code}`);
  const version = isObject(reply.value) ? reply.value['protocolVersion'] : undefined;
  if (typeof version !== 'string' || !LEGACY_VERSIONS.includes(version))
    return refused('initialize was answered with a protocol version that Remit does not know');
  return ok(version);
}

function refused(detail: string): Result<string, UpstreamFailure> {
  return err({ code: 'mcp.upstream-bad-answer', mayHaveRun: false, detail });
}
