/** Declared scopes as the gateway holds and answers them. */
import type { RemitError } from '@remit/core';
import type { CompiledScope, ScopeProblem } from '@remit/scope';

/** The newest file of a scope id. */
export interface ScopeInForce {
  readonly compiled: CompiledScope;
  /** Text of the scope file, whose SHA-256 is `compiled.sha`. */
  readonly source: string;
}

/** What a declaration did. */
export interface DeclaredInForce {
  readonly id: string;
  /** Lowercase hex SHA-256 of the file's bytes. */
  readonly sha: string;
  readonly agent: string;
  /** Digest of the file it replaces. */
  readonly supersedes?: string;
}

export type ScopeRefusal =
  | { readonly kind: 'not-allowed'; readonly message: string }
  | { readonly kind: 'invalid'; readonly problems: readonly ScopeProblem[] }
  /** The file is valid but cannot take effect beside what is in force. The message says what to do. */
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'unavailable'; readonly error: RemitError };
