/** JSON-RPC error objects for what can keep a call or a list from being answered. */
import type { RemitError } from '@remit/core';
import type { CallResult } from '@remit/gateway';
import type { McpErrorCode } from '../errors.ts';
import { mcpErrors } from '../errors.ts';
import type { UpstreamFailure } from '../upstream/connection.ts';
import type { RpcError } from '../wire/json-rpc.ts';
import { RpcCode } from '../wire/json-rpc.ts';

/** The error of a row of our table. */
export function rowError(code: McpErrorCode, detail?: string): RpcError {
  const row = mcpErrors[code];
  return { code: row.rpc, message: detail === undefined ? row.operator : `${row.operator} (${detail})` };
}

/** The error of an upstream failure. */
export function failureError(failure: UpstreamFailure): RpcError {
  return rowError(failure.code, failure.detail);
}

/** The error of a record that could not be made durable. */
export function unavailableError(error: RemitError): RpcError {
  return { code: error.row.rpc ?? RpcCode.InternalError, message: error.message };
}

/** The error of a call over a rate limit: which limit, and in `data` when to call again (milliseconds). */
export function limitedError(limited: Extract<CallResult, { kind: 'limited' }>): RpcError {
  const { error, rule, retryAfterMs, decisionId } = limited;
  const data = { rule, retryAfterMs, ...(decisionId === undefined ? {} : { decisionId }) };
  return { code: error.row.rpc ?? RpcCode.InternalError, message: error.message, data };
}

/** The answer for hidden, unlisted and invented tools alike. Long names are cut. */
export function unknownTool(name: string): RpcError {
  return { code: RpcCode.InvalidParams, message: `Unknown tool: ${name.slice(0, 256)}` };
}
