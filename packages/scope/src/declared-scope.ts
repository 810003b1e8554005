/**
 * The declared scope: what an agent may do, as the file states it. Plain data, the output of {@link parseScope}.
 * Dimensions: compliance reference §11 (purpose, action, resource, limits, time, precondition, agent).
 */

/** A check of one value that needs no other value. */
export type LeafCondition =
  /** A POSIX path inside one of the roots. `links: resolve` follows symbolic links before the check. */
  | {
      readonly kind: 'path-within';
      readonly roots: readonly string[];
      /** Absolute folder that relative paths start from. Without it a relative path is denied. */
      readonly base?: string;
      readonly links: 'resolve' | 'unchecked';
    }
  /** Equal, in type and value, to one of the listed. */
  | { readonly kind: 'one-of'; readonly values: readonly (string | number | boolean)[] }
  /** A string that starts so. Not a check of paths: `path-within` is. */
  | { readonly kind: 'prefix'; readonly prefix: string }
  /** An integer between the bounds, both included. */
  | { readonly kind: 'range'; readonly min?: number; readonly max?: number }
  /** Any value, or none. The scope declares the argument and says nothing about its value. */
  | { readonly kind: 'any' };

/** A list whose every element meets the condition. An empty list is denied unless `allowEmpty`. */
export interface EachCondition {
  readonly kind: 'each';
  readonly of: LeafCondition;
  readonly allowEmpty: boolean;
}

/** A condition of one argument. `absent-or`: the argument may be missing; when it is there it must meet `of`. */
export type Condition =
  | LeafCondition
  | EachCondition
  | { readonly kind: 'absent-or'; readonly of: LeafCondition | EachCondition };

export interface DeclaredArgument {
  readonly name: string;
  readonly condition: Condition;
}

/** Where a call names the persons it concerns. */
export interface AboutSource {
  readonly argument: string;
  /** The argument is a path; the person's reference is the segment right after this folder. */
  readonly segmentAfter?: string;
}

export interface DeclaredTool {
  readonly name: string;
  /** Name of the rule in records and messages; unique in the file. */
  readonly rule: string;
  /** Arguments that `when` does not name: `deny` (default) refuses the call, `allow` lets any value pass. */
  readonly otherArguments: 'allow' | 'deny';
  readonly when: readonly DeclaredArgument[];
  /** A person holding `role` releases each call. */
  readonly approval?: { readonly role: string; readonly reason: string };
  readonly about?: AboutSource;
}

export interface DeclaredServer {
  readonly name: string;
  readonly tools: readonly DeclaredTool[];
}

/**
 * `enforce`: what the scope does not allow is not forwarded. `observe`: every call is decided and recorded, and forwarded
 * whatever was decided.
 */
export type ScopeMode = 'enforce' | 'observe';

/** A limit on what the agent may spend on language models. */
export interface DeclaredBudget {
  readonly name: string;
  /** True: each person who uses the agent has an account of their own. */
  readonly perPerson: boolean;
  readonly unit: 'nanousd' | 'tokens' | 'requests';
  /** Integer in the unit; money in nano-USD. */
  readonly amount: number;
  readonly per: 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year' | 'lifetime';
  /** IANA time zone of the calendar. */
  readonly zone: string;
  readonly mode: 'hard' | 'soft' | 'warn';
}

export interface DeclaredScope {
  readonly id: string;
  readonly mode: ScopeMode;
  readonly system: { readonly id: string; readonly name: string; readonly purpose: string };
  readonly agent: string;
  /** A function such as "Head of Lending Operations", never a person's name. */
  readonly declaredBy: string;
  readonly approvedBy: string;
  /** Milliseconds since the epoch, both included. */
  readonly valid: { readonly from: number; readonly to: number };
  /** MCP servers, then provider accounts of language models under names of `modelServer`. */
  readonly servers: readonly DeclaredServer[];
  readonly budgets: readonly DeclaredBudget[];
}
