/** Which declared agent a foreign identity is, and which scope of that agent was in force when an event took place. */
import { fromUtf8, sha256, toHex } from '@remit/core';
import type { RecordOf } from '@remit/record';
import type { Located, LogView } from '../projection/log-view.ts';
import { recordsOf } from '../projection/log-view.ts';
import type { Activation, Declaration, ReadyScope, ScopeShelf, ShelvedScope } from '../projection/scope-shelf.ts';
import type { DeclaredAgent } from './agents-file.ts';
import { parseAgents } from './agents-file.ts';

/** The record that names the list, and the agent that it gives. */
export interface KnownAgent {
  readonly declared: DeclaredAgent;
  readonly in: Located<RecordOf<'registry.change'>>;
}

/** A scope file with the record that put it in force. `later`: that record stands after the event. */
export interface ScopeAt {
  readonly by: Declaration | Activation;
  readonly shelved: ShelvedScope;
  readonly later: boolean;
}

/** See the module header. */
export interface AgentRegister {
  /** Identities that are declared. */
  readonly size: number;
  agentOf(identity: string | undefined): KnownAgent | undefined;
  /** Scopes of an agent at a time, one for each scope id, in the order of their records. Scopes put in force later come only when none was. */
  scopesOf(agent: string, at: string): readonly ScopeAt[];
  /** A number that two times share only when every scope was in force at both or at neither, and valid at both or at neither. */
  epochOf(at: string): number;
}

/** The newest list of the log; undefined when none is declared. */
export function agentsDeclaration(view: LogView): Located<RecordOf<'registry.change'>> | undefined {
  return recordsOf(view, 'registry.change').findLast(({ record }) => record.chg.what === 'agents.declare');
}

/** Reads the log once. A list that is missing, altered or unreadable names nobody. */
export function createAgentRegister(
  view: LogView,
  shelf: ScopeShelf,
  blobs: ReadonlyMap<string, Uint8Array>,
): AgentRegister {
  const known = readAgents(view, blobs);
  const steps: (Declaration | Activation)[] = [
    ...recordsOf(view, 'scope.declare'),
    ...recordsOf(view, 'policy.activate'),
  ].sort((a, b) => a.index - b.index);
  const ofAgent = new Map<string, (Declaration | Activation)[]>();
  for (const step of steps) {
    const shelved = shelf.get(step.record.scope.sha);
    // A file that cannot be read names no agent: it may be anybody's, and stands under the empty name.
    const agent = shelved.kind === 'ready' ? shelved.compiled.agent : '';
    ofAgent.set(agent, [...(ofAgent.get(agent) ?? []), step]);
  }
  const starts = [...new Set(steps.map(({ record }) => record.ts))].sort();
  const bounds = [...validityBounds(steps, shelf)].sort((a, b) => a - b);
  return {
    size: known.size,
    epochOf(at) {
      if (known.size === 0) return 0;
      const before = starts.filter((start) => start <= at).length;
      const now = Date.parse(at);
      // Of a time that no clock shows, as the verdict takes it: it is in the validity of no scope.
      const passed = Number.isNaN(now) ? bounds.length + 1 : bounds.filter((bound) => bound <= now).length;
      return before * (bounds.length + 2) + passed;
    },
    agentOf: (identity) => (identity === undefined ? undefined : known.get(identity)),
    scopesOf(agent, at) {
      const mine = ofAgent.get(agent) ?? [];
      const before = mine.filter(({ record }) => record.ts <= at);
      const later = before.length === 0;
      const chosen = new Map<string, Declaration | Activation>();
      // Before: the last of each id counts. Later: the first one that was put in force.
      for (const step of later ? [...mine].reverse() : before) chosen.set(step.record.scope.id, step);
      return [...chosen.values()]
        .sort((a, b) => a.index - b.index)
        .map((by) => ({ by, later, shelved: shelf.get(by.record.scope.sha) }));
    },
  };
}

/** Times at which a scope begins or ceases to be valid. */
function validityBounds(steps: readonly (Declaration | Activation)[], shelf: ScopeShelf): Set<number> {
  const bounds = new Set<number>();
  for (const { record } of steps) {
    const shelved = shelf.get(record.scope.sha);
    // Valid from `from` to `to`, both included.
    if (shelved.kind === 'ready') bounds.add(shelved.compiled.from).add(shelved.compiled.to + 1);
  }
  return bounds;
}

/** The scope of the list that names the tool; the only one when there is one; undefined when it cannot be told. */
export function scopeFor(scopes: readonly ScopeAt[], server: string, tool: string | undefined): ScopeAt | undefined {
  if (scopes.length < 2) return scopes[0];
  const naming = scopes.filter(
    ({ shelved }) => shelved.kind === 'ready' && compiledToolOf(shelved, server, tool) !== undefined,
  );
  return naming.length === 1 ? naming[0] : undefined;
}

/** The tool of a scope; undefined when the scope does not name it. */
export function compiledToolOf({ compiled }: ReadyScope, server: string, tool: string | undefined) {
  return compiled.tools.find((one) => one.server === server && one.tool === tool);
}

function readAgents(view: LogView, blobs: ReadonlyMap<string, Uint8Array>): Map<string, KnownAgent> {
  const known = new Map<string, KnownAgent>();
  const at = agentsDeclaration(view);
  const sha = at?.record.chg.sha;
  const bytes = sha === undefined ? undefined : blobs.get(sha);
  if (at === undefined || bytes === undefined || toHex(sha256(bytes)) !== sha) return known;
  const parsed = parseAgents(fromUtf8(bytes) ?? '');
  if (!parsed.ok) return known;
  for (const declared of parsed.value)
    for (const identity of declared.identities) known.set(identity, { declared, in: at });
  return known;
}
