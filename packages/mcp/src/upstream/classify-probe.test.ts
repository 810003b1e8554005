import { describe, expect, it } from 'vitest';
import type { ProbeOutcome } from './classify-probe.ts';
import { classifyProbe } from './classify-probe.ts';

const rpc = (status: number, code: number, data?: unknown): ProbeOutcome => ({
  over: 'http',
  kind: 'rpc-error',
  status,
  code,
  data,
});
const status = (code: number): ProbeOutcome => ({ over: 'http', kind: 'status', status: code });
const result = (value: unknown): ProbeOutcome => ({ over: 'http', kind: 'result', value });
const stdio = (code: number, data?: unknown): ProbeOutcome => ({
  over: 'stdio',
  kind: 'rpc-error',
  status: 200,
  code,
  data,
});
const failure = { code: 'mcp.upstream-lost', mayHaveRun: true, detail: 'x' } as const;

const table: readonly (readonly [string, ProbeOutcome, '2025-11-25' | '2026-07-28' | 'none'])[] = [
  ['discover with our version', result({ supportedVersions: ['2026-07-28', '2025-11-25'] }), '2026-07-28'],
  ['discover with older versions only', result({ supportedVersions: ['2025-11-25'] }), '2025-11-25'],
  ['discover with newer versions only', result({ supportedVersions: ['2027-01-01'] }), 'none'],
  ['a result that is no discover', result({ tools: [] }), '2025-11-25'],
  ['-32020', rpc(400, -32020), '2026-07-28'],
  ['-32021', rpc(400, -32021), '2026-07-28'],
  ['-32022 without data', rpc(400, -32022), '2026-07-28'],
  ['-32022 that lists older versions', rpc(400, -32022, { supported: ['2025-11-25'] }), '2025-11-25'],
  ['-32022 that lists newer versions', rpc(400, -32022, { supported: ['2027-01-01'] }), 'none'],
  ['404 with -32601', rpc(404, -32601), '2026-07-28'],
  ['200 with -32601', rpc(200, -32601), '2025-11-25'],
  ['400 with -32600', rpc(400, -32600), '2025-11-25'],
  ['404 with session not found', rpc(404, -32001), '2025-11-25'],
  ['400 without a body', status(400), '2025-11-25'],
  ['404 without a body', status(404), '2025-11-25'],
  ['405', status(405), '2025-11-25'],
  ['406', status(406), '2025-11-25'],
  ['401', status(401), 'none'],
  ['401 with an error', rpc(401, -32600), 'none'],
  ['403', status(403), 'none'],
  ['403 with -32020', rpc(403, -32020), 'none'],
  ['408', status(408), 'none'],
  ['429', status(429), 'none'],
  ['500', status(500), 'none'],
  ['500 with -32601', rpc(500, -32601), 'none'],
  ['503', status(503), 'none'],
  ['302', status(302), 'none'],
  ['200 without an answer', status(200), 'none'],
  ['a network failure or timeout', { over: 'http', kind: 'failed', failure }, 'none'],
  ['stdio: discover', { over: 'stdio', kind: 'result', value: { supportedVersions: ['2026-07-28'] } }, '2026-07-28'],
  ['stdio: method not found', stdio(-32601), '2025-11-25'],
  ['stdio: any other error', stdio(-32000), '2025-11-25'],
  ['stdio: -32022 that lists ours', stdio(-32022, { supported: ['2026-07-28'] }), '2026-07-28'],
  ['stdio: silence or exit', { over: 'stdio', kind: 'silent' }, '2025-11-25'],
  ['stdio: cannot start', { over: 'stdio', kind: 'failed', failure }, 'none'],
];

describe('classifyProbe', () => {
  it.each(table)('[mcp.era-probe] %s', (_what, outcome, expected) => {
    const verdict = classifyProbe(outcome);
    expect(verdict.kind === 'era' ? verdict.era : verdict.kind).toBe(expected);
  });
});
