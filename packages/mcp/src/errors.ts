/**
 * What can go wrong on the MCP wire, seen from Remit. `rpc` codes lie outside -32768..-32000: that range belongs to
 * JSON-RPC and MCP (mcp reference §2.2). Upstream failures are answered in band (HTTP 200), because an answer may
 * already be streaming and because clients read a JSON-RPC error only from a successful response.
 */
import type { ErrorRow } from '@remit/core';

/** Every error that this package answers with: HTTP status, JSON-RPC code, words for the operator. */
export const mcpErrors = {
  'mcp.unauthenticated': {
    status: 401,
    rpc: 72401,
    retry: false,
    operator: 'The request carries no valid Remit key. Send it as `Authorization: Bearer remit_...`.',
  },
  'mcp.host-refused': {
    status: 403,
    rpc: 72410,
    retry: false,
    operator: 'The Host or Origin header is not on the list of this listener. Add the name to its allowed hosts.',
  },
  'mcp.unknown-path': {
    status: 404,
    rpc: 72411,
    retry: false,
    operator: 'There is no MCP endpoint at this path. Use /mcp, or /mcp/{server} with a configured server name.',
  },
  'mcp.session-unknown': {
    status: 404,
    rpc: 72404,
    retry: false,
    operator: 'Session not found. Send a new initialize request without Mcp-Session-Id.',
  },
  'mcp.method-not-allowed': {
    status: 405,
    rpc: 72405,
    retry: false,
    operator: 'Method not allowed. This endpoint takes POST, and DELETE to end a session; it offers no GET stream.',
  },
  'mcp.not-acceptable': {
    status: 406,
    rpc: 72406,
    retry: false,
    operator: 'The Accept header must allow application/json or text/event-stream.',
  },
  'mcp.body-too-large': {
    status: 413,
    rpc: 72413,
    retry: false,
    operator: 'The request body is larger than this endpoint takes.',
  },
  'mcp.not-json-type': {
    status: 415,
    rpc: 72415,
    retry: false,
    operator: 'The Content-Type header must be application/json.',
  },
  'mcp.too-many-sessions': {
    status: 503,
    rpc: 72429,
    retry: true,
    operator: 'The limit of open sessions is reached. Close sessions with DELETE or raise the limit.',
  },
  'mcp.closing': {
    status: 503,
    rpc: 72500,
    retry: true,
    operator: 'Remit is shutting down and takes no new requests.',
  },
  'mcp.cancelled': {
    status: 200,
    rpc: 72499,
    retry: true,
    operator: 'The client cancelled the call.',
  },
  'mcp.upstream-unreachable': {
    status: 200,
    rpc: 72502,
    retry: true,
    operator: 'The MCP server could not be reached; the call did not run. Check that it is running and its address.',
  },
  'mcp.upstream-login': {
    status: 200,
    rpc: 72511,
    retry: false,
    operator: 'The MCP server refused the credentials in its configuration; the call did not run. Check its headers.',
  },
  'mcp.upstream-busy': {
    status: 200,
    rpc: 72503,
    retry: true,
    operator: 'The limit of upstream connections is reached; the call did not run. Raise the limit or retry later.',
  },
  'mcp.upstream-timeout': {
    status: 200,
    rpc: 72504,
    retry: false,
    operator: 'The MCP server did not answer in time. The call may have run.',
  },
  'mcp.upstream-lost': {
    status: 200,
    rpc: 72505,
    retry: false,
    operator: 'The connection to the MCP server ended before the answer. The call may have run.',
  },
  'mcp.upstream-bad-answer': {
    status: 200,
    rpc: 72506,
    retry: false,
    operator: 'The answer of the MCP server does not follow the protocol. The call may have run.',
  },
  'mcp.upstream-input-required': {
    status: 200,
    rpc: 72507,
    retry: false,
    operator: 'The MCP server asked for input from the client. This version does not relay such requests.',
  },
  'mcp.upstream-error': {
    status: 200,
    rpc: 72508,
    retry: false,
    operator: 'The MCP server answered with an HTTP error.',
  },
  'mcp.upstream-tool-changed': {
    status: 200,
    rpc: 72509,
    retry: true,
    operator: 'The MCP server changed the definition of this tool during the call; the call did not run. List again.',
  },
} as const satisfies Record<string, ErrorRow>;

/** Code of a row of {@link mcpErrors}. */
export type McpErrorCode = keyof typeof mcpErrors;
