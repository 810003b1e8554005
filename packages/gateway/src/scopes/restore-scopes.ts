/**
 * Which scopes were in force when the log ended: a replay of scope.declare and policy.activate, newest wins per scope id.
 *
 * A declaration without its activation never took effect. A newest file that cannot be read back is not replaced by an
 * older one: its agent then has no scope and every call of it is denied.
 */
import { fromUtf8, sha256, toHex } from '@remit/core';
import { compileScope, parseScope } from '@remit/scope';
import type { History } from '../history.ts';
import { readRecords } from '../history.ts';
import type { ScopeInForce } from './scope-in-force.ts';

export interface RestoredScope extends ScopeInForce {
  /** Digest of the compiled policies that were recorded as active. Differs after an upgrade of the compiler. */
  readonly recordedBundle: string;
  /** Leaf of the scope.declare record, for the record of a new activation. */
  readonly declaredBy: string;
}

export interface RestoredScopes {
  readonly scopes: readonly RestoredScope[];
  /** Scopes that could not be put in force, one sentence each for the operator. */
  readonly problems: readonly string[];
  /** Their ids. */
  readonly missing: readonly string[];
}

/** Replays the log. @throws Error when an entry cannot be read. */
export function restoreScopes(history: History): RestoredScopes {
  const declared = new Map<string, string>();
  const newest = new Map<string, { sha: string; bundle: string; declaredBy: string }>();
  for (const { leaf, record } of readRecords(history, ['scope.declare', 'policy.activate'])) {
    const { id, sha } = record.scope;
    const key = `${id}\u0000${sha}`;
    if (record.t === 'scope.declare') declared.set(key, leaf);
    const declaredBy = declared.get(key);
    if (record.t !== 'policy.activate' || declaredBy === undefined) continue;
    // Off and on again: the order of the map is the order of the newest activations, so an ended scope gives way.
    newest.delete(id);
    newest.set(id, { sha, bundle: record.act_pol.bundle_sha, declaredBy });
  }
  const scopes: RestoredScope[] = [];
  const problems: string[] = [];
  const missing: string[] = [];
  for (const [id, { sha, bundle, declaredBy }] of newest) {
    const source = readScope(history, id, sha);
    if (typeof source === 'string') {
      problems.push(source);
      missing.push(id);
    } else scopes.push({ ...source, recordedBundle: bundle, declaredBy });
  }
  return { scopes, problems, missing };
}

function readScope(history: History, id: string, sha: string): ScopeInForce | string {
  const bytes = history.blob(sha);
  if (bytes === undefined || toHex(sha256(bytes)) !== sha)
    return `Scope ${id} is not in force: its file ${sha} is missing among the blobs. Declare the scope again.`;
  const source = fromUtf8(bytes);
  const parsed = source === undefined ? undefined : parseScope(source);
  if (source === undefined || parsed?.ok !== true)
    return `Scope ${id} is not in force: this version cannot read its file ${sha}. Declare the scope again.`;
  return { source, compiled: compileScope(parsed.value, bytes) };
}
