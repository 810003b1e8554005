/**
 * What the answer to a `server/discover` probe says about the era of an upstream. Pure. mcp reference §1 (era
 * detection), §3.1 trap (e). First match wins:
 *
 *  1. HTTP 401, 403, 408, 429, 3xx, 5xx; network failure; HTTP timeout -> NO VERDICT: none of it is era evidence
 *  2. a discover result that lists 2026-07-28                         -> MODERN
 *  3. a discover result or -32022 that lists newer revisions only     -> NO VERDICT: unsupported
 *  4. a discover result or -32022 that lists legacy revisions         -> LEGACY
 *  5. -32020, -32021, -32022, or HTTP 404 with -32601                 -> MODERN (over HTTP)
 *  6. any other JSON-RPC answer, any other HTTP 4xx                   -> LEGACY
 *  7. stdio: the child ended or said nothing                          -> LEGACY
 *  8. HTTP 2xx without a JSON-RPC answer                              -> NO VERDICT
 */
import { isObject, RpcCode } from '../wire/json-rpc.ts';
import { Era, isModernVersion } from '../wire/versions.ts';
import type { UpstreamFailure } from './connection.ts';

/** What came back to a probe. */
export type ProbeOutcome =
  | { readonly over: 'http' | 'stdio'; readonly kind: 'result'; readonly value: unknown }
  | {
      readonly over: 'http' | 'stdio';
      readonly kind: 'rpc-error';
      /** 200 over stdio. */
      readonly status: number;
      readonly code: number;
      readonly data: unknown;
    }
  | { readonly over: 'http'; readonly kind: 'status'; readonly status: number }
  | { readonly over: 'stdio'; readonly kind: 'silent' }
  | { readonly over: 'http' | 'stdio'; readonly kind: 'failed'; readonly failure: UpstreamFailure };

/** The era of the server, or why there is no verdict. */
export type EraVerdict =
  | { readonly kind: 'era'; readonly era: Era }
  | { readonly kind: 'none'; readonly failure: UpstreamFailure };

const MODERN_ERRORS: ReadonlySet<number> = new Set([
  RpcCode.HeaderMismatch,
  RpcCode.MissingClientCapability,
  RpcCode.UnsupportedVersion,
]);

/** The verdict on one probe. */
export function classifyProbe(outcome: ProbeOutcome): EraVerdict {
  switch (outcome.kind) {
    case 'failed':
      return { kind: 'none', failure: outcome.failure };
    case 'silent':
      return legacy;
    case 'status':
      return statusVerdict(outcome.status) ?? (outcome.status < 400 ? unusable('no JSON-RPC answer') : legacy);
    case 'result':
      return isObject(outcome.value) ? (listVerdict(outcome.value['supportedVersions']) ?? legacy) : legacy;
    case 'rpc-error':
      return errorVerdict(outcome);
  }
}

function errorVerdict(outcome: Extract<ProbeOutcome, { kind: 'rpc-error' }>): EraVerdict {
  const byStatus = statusVerdict(outcome.status);
  if (byStatus !== undefined) return byStatus;
  if (outcome.code === RpcCode.UnsupportedVersion && isObject(outcome.data)) {
    const listed = listVerdict(outcome.data['supported']);
    if (listed !== undefined) return listed;
  }
  if (outcome.over === 'stdio') return legacy;
  const removed = outcome.status === 404 && outcome.code === RpcCode.MethodNotFound;
  return removed || MODERN_ERRORS.has(outcome.code) ? modern : legacy;
}

const legacy: EraVerdict = { kind: 'era', era: Era.Legacy };
const modern: EraVerdict = { kind: 'era', era: Era.Modern };

function listVerdict(versions: unknown): EraVerdict | undefined {
  if (!Array.isArray(versions) || versions.length === 0) return undefined;
  const names: readonly unknown[] = versions;
  if (names.includes(Era.Modern)) return modern;
  const older = names.some((name) => typeof name === 'string' && !isModernVersion(name));
  return older ? legacy : unusable('the server serves only protocol revisions that Remit does not know');
}

function statusVerdict(status: number): EraVerdict | undefined {
  if (status === 401 || status === 403) return none('mcp.upstream-login', `HTTP ${status} to the probe`);
  const transient = status >= 500 || status === 408 || status === 429;
  return transient || (status >= 300 && status < 400)
    ? none('mcp.upstream-unreachable', `HTTP ${status} to the probe`)
    : undefined;
}

function unusable(detail: string): EraVerdict {
  return none('mcp.upstream-bad-answer', detail);
}

function none(code: UpstreamFailure['code'], detail: string): EraVerdict {
  return { kind: 'none', failure: { code, mayHaveRun: false, detail } };
}
