/** What the wire layers and the composition root see of the gateway. */
import type { RemitError, Result } from '@remit/core';
import type { AuthFailure, Caller } from '@remit/registry';
import type { CallRequest, CallResult, Forward, SessionHandle } from './call.ts';
import type { RefusalCode } from './reason-codes.ts';
import type { RestoredScopes } from './scopes/restore-scopes.ts';
import type { DeclaredInForce, ScopeInForce, ScopeRefusal } from './scopes/scope-in-force.ts';

export interface SessionInput {
  readonly caller: Caller;
  /** Self-declared client name and version. Any length; shortened for the record. */
  readonly client?: string;
  /** Protocol revision, such as `2025-11-25`. */
  readonly protocol: string;
  /** Path the client connected to, such as `/mcp/files`. */
  readonly endpoint: string;
}

/** A tool definition's digest, known at once, and when its record is durable. */
export interface DefinedTool {
  /** Lowercase hex SHA-256 of the RFC 8785 bytes of the definition as the upstream listed it. */
  readonly sha: string;
  /**
   * Resolves when the definition's blob and its tool.define record are durable (at once when already known); never
   * rejects. List a tool to a client only after this is ok: then no decision names a definition the log does not hold.
   */
  readonly recorded: Promise<Result<void, RemitError>>;
}

export interface Gateway {
  /**
   * Checks a bearer token in memory. Failures are counted per source and interval and recorded as auth.rejects.
   * `source` is the peer's address: personal data, so it reaches the record only as a commitment.
   */
  authenticate(token: string | undefined, source: string): Result<Caller, AuthFailure>;
  /**
   * Counts a request that was turned away before it became a call, like a failed authentication. `caller`: whose key was
   * good; without one it counts for the source.
   */
  refused(why: RefusalCode, source: string, caller?: Caller): void;
  /** True when the caller's scope in force lists the tool. The same function decides the list and the call. */
  visible(caller: Caller, server: string, tool: string): boolean;
  /** Runs the call through the named steps. Never rejects; every exit leaves its records. */
  call(request: CallRequest, forward: Forward): Promise<CallResult>;
  /** Resolves once session.open is durable; no session without its record. */
  openSession(input: SessionInput): Promise<Result<SessionHandle, RemitError>>;
  /** Queues session.close. `why` is a short code such as `client-closed`, `expired`, `shutdown`. A second close does nothing. */
  closeSession(session: SessionHandle, why: string): void;
  /**
   * Records a tool definition once per (server, tool, digest). `definition`: RFC 8785 bytes of the definition object
   * exactly as the upstream listed it.
   */
  defineTool(server: string, tool: string, definition: Uint8Array): DefinedTool;
  /** Puts a scope file in force: parsed, compiled, validated and recorded durably before it takes effect. Needs the admin role. */
  declareScope(by: Caller, yaml: string): Promise<Result<DeclaredInForce, ScopeRefusal>>;
  /** Takes in what another gateway has declared, from the log that both share; see ScopeBook. */
  followScopes(restore: () => RestoredScopes): Promise<void>;
  /** The newest file of each scope whose validity has not ended; also those whose validity is yet to begin. */
  scopesInForce(): readonly ScopeInForce[];
  /** Writes the pending auth.rejects and counted refusals, withdraws waiting approvals and resolves when all queued records are settled. */
  drain(): Promise<void>;
}
