/** One tool call as the pipeline takes it and answers it. The wire layer (mcp) builds the request and renders the result. */
import type { RemitError } from '@remit/core';
import type { Caller } from '@remit/registry';
import type { StopSignal } from './stop-signal.ts';
import type { CallOrigin, TraceContext } from './trace-context.ts';

/** A client's session: the dense sequence that its records carry (`s`, ledger reference §2). */
export interface CallSession {
  /** Random session id. Stands in records, so it is not the bearer secret of the session. */
  readonly id: string;
  /** Next number of the sequence, from 0, without holes. Called once for each record of the session. */
  next(): number;
}

/** A session made by `Gateway.openSession`. */
export interface SessionHandle extends CallSession {
  readonly caller: Caller;
  /** Self-declared client name and version, already safe for a record. Never used in a decision. */
  readonly client?: string;
}

/** A call that waits for a person. Passed to `CallRequest.onWaiting` once the escalation is durable. */
export interface Waiting {
  /** Id of the decision record that escalated; also the id of the desk entry. */
  readonly approvalId: string;
  /** For the caller: which rule asked for an approval, of which role, and until when it can be given. */
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Where a call comes from, as the client says: any length, but for `trace`, which is a trace id. */
export interface ToldKeys {
  /** Id of the tool choice. */
  readonly call?: string;
  readonly session?: string;
  readonly thread?: string;
  /** Trace id of a valid `traceparent`. */
  readonly trace?: string;
}

export interface CallRequest {
  readonly caller: Caller;
  readonly session?: CallSession;
  /** Self-declared client name and version. Recorded, never decided on. Any length; the pipeline shortens it. */
  readonly client?: string;
  /** Configured name of the upstream server. */
  readonly server: string;
  /** Tool name as the client sent it. Hostile input: any length, any characters. */
  readonly tool: string;
  /** JSON-RPC method, `tools/call`. */
  readonly method: string;
  /** Digest of the definition that the upstream listed, from `Gateway.defineTool`. Absent: the upstream does not list the tool. */
  readonly definition?: { readonly sha: string };
  /** Parsed arguments, from a parser that refuses duplicate keys. */
  readonly args: unknown;
  /** The bytes of the arguments as received. Empty when the client sent none. */
  readonly argsRaw: Uint8Array;
  /** What the client says about where the call comes from. Recorded as said, never decided on. */
  readonly told?: ToldKeys;
  /** Aborts when the caller is gone. */
  readonly signal: StopSignal;
  /** For a tracer only. Never recorded, never decided on. */
  readonly origin?: CallOrigin;
  /** Called at most once, before the pipeline waits for a person. */
  readonly onWaiting?: (waiting: Waiting) => void;
}

/**
 * Sends the call upstream. Called at most once, and only after the decision record is durable. A rejected promise says
 * nothing about the upstream, so it is recorded as `unknown` (its code when it is a RemitError): prefer to resolve with
 * a status and a reason. After the signal aborts there is one second to resolve with what was still seen. `trace`: the
 * context to send along, when the call is traced.
 */
export type Forward = (signal: StopSignal, trace?: TraceContext) => Promise<Forwarded>;

export interface Forwarded {
  /** `executed`: the upstream answered. `errored`: it answered with an error, or was never reached. `unknown`: the answer never came. */
  readonly status: 'executed' | 'errored' | 'unknown';
  /** Reason code when the status is not `executed`, such as `upstream.timeout`. Short, without payload or personal data. */
  readonly why?: string;
  /** Bytes received from the upstream; what the outcome record commits to. Empty when none came. */
  readonly raw: Uint8Array;
  /** The answer in the wire layer's own form; opaque here. Undefined when the gateway gave the call up. */
  readonly value: unknown;
}

/** Why a call was denied. For the wire layer to choose its wording; the record carries the rule and error codes. */
export type DeniedBecause =
  | 'argument'
  | 'approval-rejected'
  | 'approval-expired'
  | 'aborted'
  | 'no-scope'
  | 'evaluation-error';

export type CallResult =
  | { readonly kind: 'forwarded'; readonly forwarded: Forwarded; readonly decisionId: string }
  /** Hidden and non-existent tools look the same to the caller (mcp reference §7, F5). */
  | { readonly kind: 'unknown-tool'; readonly decisionId: string }
  | {
      readonly kind: 'denied';
      readonly rule?: string;
      /** Names the rule and the failed condition, never an argument's value. */
      readonly message: string;
      readonly decisionId: string;
      readonly because: DeniedBecause;
    }
  /** Over a rate limit: not forwarded. Without `decisionId` the refusal is counted in the record of its window. */
  | {
      readonly kind: 'limited';
      /** `rate-limit/person`, `rate-limit/agent` or `rate-limit/tool`. */
      readonly rule: string;
      /** Milliseconds until a call of this kind is admitted again, if nobody else takes the place. */
      readonly retryAfterMs: number;
      /** `gateway.rate-limited`; its row holds the HTTP status and JSON-RPC code. */
      readonly error: RemitError;
      readonly decisionId?: string;
    }
  /** No durable record, so no call was made. `error.row` holds the HTTP status and JSON-RPC code. */
  | { readonly kind: 'unavailable'; readonly error: RemitError };
