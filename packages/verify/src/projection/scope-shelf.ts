/** The scope files of a pack, each parsed and compiled again, with what the log says about its declaration. */
import { fromUtf8, sha256, toHex } from '@remit/core';
import type { RecordOf } from '@remit/record';
import type { CompiledScope, DeclaredScope } from '@remit/scope';
import { compileScope, parseScope } from '@remit/scope';
import type { Located, LogView } from './log-view.ts';
import { isType, recordsOf } from './log-view.ts';

/** A scope file, parsed and compiled. */
export interface ReadyScope {
  readonly kind: 'ready';
  readonly source: Uint8Array;
  readonly declared: DeclaredScope;
  readonly compiled: CompiledScope;
}

/** A scope file as the evaluator can use it, or why it cannot. */
export type ShelvedScope =
  | ReadyScope
  | { readonly kind: 'unreadable'; readonly source: Uint8Array; readonly reason: string }
  | { readonly kind: 'missing' };

/** Scopes by digest of their source, and the declarations in the log. */
export interface ScopeShelf {
  get(sha: string): ShelvedScope;
  /** Digests of all scope files that the log names, sorted. */
  readonly named: readonly string[];
  /** The declaration of this scope file that stands before the given index, if any. */
  declaredBefore(id: string, sha: string, index: number): Located<RecordOf<'scope.declare'>> | undefined;
  /** A later declaration of the same scope that stands before the given index and names another file, if any. */
  supersededBefore(id: string, sha: string, index: number): Located<RecordOf<'scope.declare'>> | undefined;
}

/** Builds the shelf from the log and the blobs. Never throws. */
export function createScopeShelf(view: LogView, blobs: ReadonlyMap<string, Uint8Array>): ScopeShelf {
  const declarations = recordsOf(view, 'scope.declare');
  const named = new Set<string>();
  for (const located of view.records) {
    if (isType(located, 'scope.declare') || isType(located, 'policy.activate')) named.add(located.record.scope.sha);
    if (isType(located, 'mcp.decision') && located.record.scope !== undefined) named.add(located.record.scope.sha);
  }
  const shelf = new Map([...named].sort().map((sha) => [sha, shelve(sha, blobs.get(sha))]));
  const lastBefore = (id: string, index: number) =>
    declarations.findLast((declared) => declared.index < index && declared.record.scope.id === id);
  return {
    get: (sha) => shelf.get(sha) ?? { kind: 'missing' },
    named: [...shelf.keys()],
    declaredBefore: (id, sha, index) =>
      declarations.findLast(
        (declared) => declared.index < index && declared.record.scope.id === id && declared.record.scope.sha === sha,
      ),
    supersededBefore: (id, sha, index) => {
      const latest = lastBefore(id, index);
      return latest !== undefined && latest.record.scope.sha !== sha ? latest : undefined;
    },
  };
}

function shelve(sha: string, source: Uint8Array | undefined): ShelvedScope {
  if (source === undefined) return { kind: 'missing' };
  if (toHex(sha256(source)) !== sha) return { kind: 'unreadable', source, reason: 'its bytes have another digest' };
  const text = fromUtf8(source);
  if (text === undefined) return { kind: 'unreadable', source, reason: 'it is not UTF-8 text' };
  const declared = parseScope(text);
  if (!declared.ok) {
    const first = declared.error[0];
    return { kind: 'unreadable', source, reason: `line ${first?.line ?? 0}: ${first?.message ?? 'not a scope file'}` };
  }
  return { kind: 'ready', source, declared: declared.value, compiled: compileScope(declared.value, source) };
}
