/** One live connection to an upstream MCP server, whatever its transport and era. */
import type { StopSignal, TraceContext } from '@remit/gateway';
import type { McpErrorCode } from '../errors.ts';
import type { RawMember } from '../json/raw-json.ts';
import type { Era } from '../wire/versions.ts';

/** One request, in the same form for both transports and eras. */
export interface UpstreamRequest {
  readonly method: string;
  /** Members of `params` except `_meta`. */
  readonly params: readonly RawMember[];
  /** Members of `_meta` that go along; the connection adds what its era and hop require. */
  readonly meta: readonly RawMember[];
  /** Value of `Mcp-Name`, for the methods that have one. */
  readonly name?: string;
  /** `Mcp-Param-*` headers, names in full. Used on 2026-07-28 over HTTP only. */
  readonly paramHeaders?: Readonly<Record<string, string>>;
  /** Trace context for the headers of an HTTP request; `meta` holds it too. */
  readonly trace?: TraceContext;
  /** Members of a progress notification's params without the token. Given: the upstream is asked to report progress. */
  readonly onProgress?: (params: readonly RawMember[]) => void;
}

/** Why no answer came. */
export interface UpstreamFailure {
  readonly code: McpErrorCode;
  /** True when the request may have run at the upstream. */
  readonly mayHaveRun: boolean;
  /** For logs and the operator: no payload, no secret. */
  readonly detail: string;
}

/** What came of a request. */
export type UpstreamReply =
  /** The upstream's result: its raw text and parsed value, unread. */
  | { readonly kind: 'result'; readonly text: string; readonly value: unknown }
  /** The upstream's JSON-RPC error: its raw text and its fields. */
  | { readonly kind: 'error'; readonly text: string; readonly code: number; readonly message: string }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure };

/** A connection that is open, its handshake done. */
export interface UpstreamConnection {
  readonly era: Era;
  /** Sends a request and waits for its answer. Aborting the signal cancels it at the upstream as its era prescribes. Never rejects. */
  request(request: UpstreamRequest, signal: StopSignal): Promise<UpstreamReply>;
  /** Closes for good; open requests fail. Resolves when the peer is gone. */
  close(): Promise<void>;
}

/** What a connection reports to its owner. */
export interface ConnectionEvents {
  /** The connection ended by itself. Not called after `close`. */
  lost(detail: string): void;
  /** The upstream says that its tools changed. */
  toolsChanged(): void;
}

/** A failed reply. */
export function failed(code: McpErrorCode, mayHaveRun: boolean, detail: string): UpstreamReply {
  return { kind: 'failed', failure: { code, mayHaveRun, detail } };
}
