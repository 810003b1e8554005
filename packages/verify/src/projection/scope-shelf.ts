/** The scope files of a pack, each parsed and compiled again, with what the log says about its declaration. */
import { fromUtf8, sha256, toHex } from '@remit/core';
import type { RecordOf, ScopeRef } from '@remit/record';
import type { CompiledScope, DeclaredScope } from '@remit/scope';
import { compileScope, parseScope } from '@remit/scope';
import type { Located, LogView } from './log-view.ts';
import { recordsOf } from './log-view.ts';

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

/** A scope declaration in its place. */
export type Declaration = Located<RecordOf<'scope.declare'>>;
/** A policy activation in its place. */
export type Activation = Located<RecordOf<'policy.activate'>>;

/** Scopes by digest of their source, and what the log says about them. */
export interface ScopeShelf {
  get(sha: string): ShelvedScope;
  /** Digests of all scope files that the log names, sorted. */
  readonly named: readonly string[];
  /** The declaration of this scope file that stands before the decision, if any. */
  declaredBefore(scope: ScopeRef, at: Located): Declaration | undefined;
  /** The activation of exactly these policies that stands before the decision, if any. */
  activatedBefore(scope: ScopeRef, bundle: string, at: Located): Activation | undefined;
  /** The activation of another file of the same scope that was in force when the decision was taken, if any. */
  supersededBy(scope: ScopeRef, at: Located): Activation | undefined;
}

// A new file is recorded first and takes effect then, while calls are under way: for a moment after its activation
// record, decisions may still rest on the file before it.
const CHANGEOVER_MS = 10_000;

/** Builds the shelf from the log and the blobs. Never throws. */
export function createScopeShelf(view: LogView, blobs: ReadonlyMap<string, Uint8Array>): ScopeShelf {
  const declarations = recordsOf(view, 'scope.declare');
  const activations = recordsOf(view, 'policy.activate');
  const shelf = new Map(namedScopes(view).map((sha) => [sha, shelve(sha, blobs.get(sha))]));
  const sameFile = (a: ScopeRef, b: ScopeRef) => a.id === b.id && a.sha === b.sha;
  return {
    get: (sha) => shelf.get(sha) ?? { kind: 'missing' },
    named: [...shelf.keys()],
    declaredBefore: (scope, at) => declarations.findLast((d) => d.index < at.index && sameFile(d.record.scope, scope)),
    activatedBefore: (scope, bundle, at) =>
      activations.findLast(
        (a) => a.index < at.index && sameFile(a.record.scope, scope) && a.record.act_pol.bundle_sha === bundle,
      ),
    supersededBy: (scope, at) => {
      const effective = Date.parse(at.record.ts) - CHANGEOVER_MS;
      const last = activations.findLast(
        (a) => a.index < at.index && a.record.scope.id === scope.id && Date.parse(a.record.ts) <= effective,
      );
      const own = activations.findLast((a) => a.index < at.index && sameFile(a.record.scope, scope));
      return last === undefined || sameFile(last.record.scope, scope) || (own?.index ?? -1) > last.index
        ? undefined
        : last;
    },
  };
}

function namedScopes(view: LogView): string[] {
  const named = new Set<string>();
  for (const { scope } of view.columns.facts) if (scope !== undefined) named.add(scope);
  return [...named].sort();
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
