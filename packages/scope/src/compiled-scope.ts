/** A compiled scope: Cedar policies and what must be derived before they are asked. Plain data, the same for the same file. */
import type { AboutSource, Condition, ScopeMode } from './declared-scope.ts';

/**
 * What Cedar sees and a record commits to: a flat object of strings, booleans and integers. Keys: `agent`, `server`,
 * `tool`, `now` (ms), `approved`, and for a declared tool `arguments-object`, `arguments-declared` and one `when.NAME`
 * for each argument. Never an argument's value.
 */
export type DerivedContext = Readonly<Record<string, string | number | boolean>>;

/** An argument to derive: its boolean stands in the context under `key`. */
export interface CompiledArgument {
  readonly name: string;
  readonly key: string;
  readonly condition: Condition;
}

/** A boolean that must be true, and the id of the policy that forbids the call while it is not. */
export interface Gate {
  readonly id: string;
  readonly key: string;
}

/** One tool: the slice of policies that decides its calls. */
export interface CompiledTool {
  readonly server: string;
  readonly tool: string;
  readonly rule: string;
  readonly arguments: readonly CompiledArgument[];
  readonly gates: readonly Gate[];
  readonly approval?: { readonly role: string; readonly reason: string };
  readonly about?: AboutSource;
  /** Cedar policy texts by stable id: the rule that permits, and one that forbids for each gate. */
  readonly cedar: Readonly<Record<string, string>>;
}

export interface CompiledScope {
  readonly id: string;
  /** Lowercase hex SHA-256 of the scope file's bytes. */
  readonly sha: string;
  /** Lowercase hex SHA-256 over compiler, agent, validity, conditions, policies and, when it is `observe`, the mode (RFC 8785 text). */
  readonly bundleSha: string;
  /** Name and version of this compiler and of the Cedar language it writes. */
  readonly compiler: string;
  readonly agent: string;
  readonly systemId: string;
  /** Decisions are the same in both modes. `observe`: the gateway forwards whatever they say. */
  readonly mode: ScopeMode;
  /** Milliseconds since the epoch, both included. */
  readonly from: number;
  readonly to: number;
  readonly tools: readonly CompiledTool[];
}

/** Id of the policy that forbids calls outside the validity of the scope. */
export function validityId(rule: string): string {
  return `${rule}#validity`;
}
