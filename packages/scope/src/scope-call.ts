/** One call as the engine is asked about it, and the decision. */
import type { PolicyDecision } from '@remit/record';
import type { DerivedContext } from './compiled-scope.ts';
import type { About } from './derive/about.ts';
import type { LinkProbe } from './derive/path-within.ts';

export interface ScopeCall {
  /** Agent bound to the caller's key. */
  readonly agent?: string;
  readonly server: string;
  /** Tool name as the client sent it: hostile input. */
  readonly tool: string;
  /** Parsed JSON arguments, from a parser that refuses duplicate keys. Undefined when the call carries none. */
  readonly args: unknown;
  /** Milliseconds since the epoch, an integer. */
  readonly now: number;
  /** True when a person has released exactly this call. */
  readonly approved: boolean;
  /** Follows symbolic links on the file system that the upstream sees. Without it `links: resolve` denies. */
  readonly realpath?: LinkProbe;
}

export interface ScopeDecision {
  readonly dec: PolicyDecision;
  /** `not-evaluated`: no scope, or the policy engine could not answer. Always a denial. */
  readonly eval: 'evaluated' | 'not-evaluated';
  /** Ids of the determining rules, sorted. For a denial: the rules that forbade, `RULE#when.ARGUMENT` and the like. */
  readonly rules: string[];
  /** Error codes, `rule:argument:reason` or `scope-expired` and the like; at most 16. Empty for every permit. */
  readonly errors: string[];
  /** False: answer exactly as for a tool that does not exist (mcp reference §7, F5). Equals `ScopeEngine.visible`. */
  readonly visible: boolean;
  /**
   * False: the scope in force only observes, so the call is forwarded whatever `dec` says. Always true when no scope is
   * in force at this time.
   */
  readonly enforced: boolean;
  /** The scope that was asked, also when it is not in force at this time. */
  readonly scope?: { readonly id: string; readonly sha: string };
  readonly bundleSha?: string;
  /** What Cedar saw. The decision can be run again from it with {@link redecide}. */
  readonly context: DerivedContext;
  readonly about: About;
  /** For the caller: the rule and the failed condition, never an argument's value. */
  readonly message: string;
  /** Who must release the call; set for `escalate` and `permit_with_conditions`. */
  readonly approval?: { readonly role: string; readonly reason: string };
}
