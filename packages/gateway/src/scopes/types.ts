/** What declaring a scope answers. */
import type { RemitError } from '@remit/core';

/** A scope that is now in force. */
export interface DeclaredInForce {
  readonly id: string;
  /** Lowercase hex SHA-256 of the file's bytes. */
  readonly sha: string;
  readonly agent: string;
  /** Digest of the file it replaces. */
  readonly supersedes?: string;
}

/** Where a scope file is wrong, for the person who wrote it. Line and column from 1. */
export interface ScopeFileProblem {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
  readonly expected?: string;
}

export type ScopeRefusal =
  | { readonly kind: 'not-allowed'; readonly message: string }
  | { readonly kind: 'invalid'; readonly problems: readonly ScopeFileProblem[] }
  /** The file is valid but cannot stand beside a scope already in force, or the policy engine refused it. */
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'unavailable'; readonly error: RemitError };
