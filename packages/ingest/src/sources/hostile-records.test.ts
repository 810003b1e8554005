/** No record, however made, throws or gives an event that is no valid leaf. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudflareAccess } from './cloudflare-access/index.ts';
import { cloudflareAiGateway } from './cloudflare-ai-gateway/index.ts';
import { cloudflareAudit } from './cloudflare-audit/index.ts';
import { cloudflareDlpForensic } from './cloudflare-dlp-forensic/index.ts';
import { cloudflareGatewayHttp } from './cloudflare-gateway-http/index.ts';
import { cloudflareGatewayNetwork } from './cloudflare-gateway-network/index.ts';
import { cloudflareMcpPortal } from './cloudflare-mcp-portal/index.ts';
import { expectHonest, RECEIVED, rawRecord } from './mapping/map-record.fixture.ts';
import { otlp } from './otlp/index.ts';
import { remitLedger } from './remit-ledger/index.ts';

const sources = [
  cloudflareMcpPortal,
  cloudflareGatewayHttp,
  cloudflareGatewayNetwork,
  cloudflareAccess,
  cloudflareDlpForensic,
  cloudflareAudit,
  cloudflareAiGateway(),
  otlp,
  remitLedger,
];

/** Names that mean something to some source, so that hostile values stand where they are read. */
const NAMES = [
  'toString',
  'valueOf',
  'PortalID',
  'Method',
  'ToolCallName',
  'ServerID',
  'ServerURL',
  'Success',
  'Error',
  'ServerResponseDurationMs',
  'Datetime',
  'HTTPHost',
  'SNI',
  'TransportProtocol',
  'QueryName',
  'ResolverDecision',
  'PolicyID',
  'PolicyName',
  'Action',
  'URL',
  'HTTPStatusCode',
  'Warnings',
  'RequestID',
  'Email',
  'UserAgent',
  'AppUUID',
  'Allowed',
  'CreatedAt',
  'PurposeJustificationResponse',
  'TemporaryAccessApprovers',
  'ForensicCopyID',
  'GatewayRequestID',
  'Headers',
  'Payload',
  'Phase',
  'TriggeredRuleID',
  'AuditLogID',
  'ActionType',
  'ActionResult',
  'ActorType',
  'ResourceRequest',
  'action',
  'actor',
  'resource',
  'raw',
  'type',
  'context',
  'Gateway',
  'Provider',
  'Model',
  'StatusCode',
  'Cached',
  'Metadata',
  'RequestBody',
  'ResponseBody',
  'key',
  'iv',
  'data',
  'id',
  'created_at',
  'provider',
  'model',
  'cached',
  'metadata',
  'success',
  'status_code',
  'response_head',
  'response_head_complete',
  'spanId',
  'traceId',
  'name',
  'startTimeUnixNano',
  'endTimeUnixNano',
  'timeUnixNano',
  'observedTimeUnixNano',
  'attributes',
  'body',
  'eventName',
  'status',
  'v',
  't',
  'ts',
  'org',
  'w',
  'who',
  'act',
  'pol',
  'out',
  'cause',
  'c',
  'sub',
  'dec',
  'rules',
  '__proto__',
  'constructor',
  '',
];
const WORDS = [
  'constructor',
  '__proto__',
  'tools/call',
  'portal_execute',
  'ats_search',
  'tool_result',
  'AgentCore.Policy.AuthorizeAction',
  'encrypted',
  'success',
  'block',
  'login',
  '2026-11-02T08:15:30Z',
  '1793607330123456789',
  '{"error":[{"code":2029}]}',
  '{"jsonrpc":"2.0"}',
  'REDACTED',
  'eyJqc29ucnBjIjoiMi4wIiwibWV0aG9kIjoidG9vbHMvY2FsbCIsInBhcmFtcyI6bnVsbH0=',
  '\u0000',
  '\ud800',
  '[',
  'x'.repeat(3000),
];
const TELLING = [
  'mcp.method.name',
  'gen_ai.system',
  'gen_ai.tool.call.arguments',
  'tool.name',
  'event.name',
  'decision',
  'aws.agentcore.policy.denied_tools',
];

const scalar = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);
const attribute = fc.record({
  key: fc.constantFrom(...TELLING),
  value: fc.oneof(
    fc.record({ stringValue: scalar }),
    fc.record({ intValue: scalar }),
    fc.record({ arrayValue: scalar }),
    scalar,
  ),
});
const { record } = fc.letrec<{ record: Record<string, unknown>; value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(attribute),
    tie('record'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  record: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 20 }),
}));

describe('hostile records', () => {
  it('[ingest-others.hostile] every source maps anything to a valid leaf or refuses it', () => {
    for (const source of sources) {
      const known = source.datasets.map(({ id }) => id);
      fc.assert(
        fc.property(record, record, (value, around) => {
          const raw = rawRecord(value);
          expect([undefined, ...known]).toContain(source.detect(raw));
          for (const id of known) {
            const mapped = source.map(raw, id, { object: 'made', receivedAt: RECEIVED, around });
            if (mapped.ok) expectHonest(mapped.value, value, { around });
          }
        }),
        { numRuns: 300 },
      );
    }
  });
});
