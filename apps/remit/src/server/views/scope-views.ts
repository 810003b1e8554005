/** Scopes in force, what one would have changed, and drafts. */

export interface ScopeView {
  readonly id: string;
  readonly sha: string;
  readonly bundleSha: string;
  /** `observe`: nothing is enforced. */
  readonly mode: 'enforce' | 'observe';
  readonly agent: string;
  readonly system: string;
  readonly from: string;
  readonly to: string;
  /** The scope in words, a line each. */
  readonly description: string[];
  readonly warnings: string[];
}

/** Calls by how a scope file would have changed their decision. Decisions are compared before any approval. */
export interface SimulationCounts {
  /** Calls of the scope's agent that a scope decided, or that had none. */
  readonly calls: number;
  readonly same: number;
  readonly newlyDenied: number;
  readonly newlyAllowed: number;
  /** Would wait for a person and did not, or was denied. */
  readonly needsApproval: number;
  /** The arguments were erased or cannot be read. */
  readonly cannotTell: number;
  /** Calls that went through then, enforced or not, and that the file denies. */
  readonly stopped: number;
  /** Calls of other agents: not looked at. */
  readonly otherAgents: number;
  /** Refused for a reason that is not the scope's, such as a rate limit: not looked at. */
  readonly notByScope: number;
}

export interface SimulatedChange {
  /** `server/tool`. */
  readonly tool: string;
  readonly before: string;
  readonly after: string;
  /** Rules of the file that determine the new decision. */
  readonly rules: string;
  readonly effect: string;
  readonly count: number;
  /** Ids of the first 20 decision records. */
  readonly records: readonly string[];
}

export interface SimulationView {
  readonly scope: { readonly id: string; readonly sha: string; readonly agent: string };
  readonly from: string;
  readonly to: string;
  readonly counts: SimulationCounts;
  readonly changes: readonly SimulatedChange[];
  /** What such a look at the past cannot say, a sentence each. */
  readonly limits: readonly string[];
}

export interface DraftView {
  readonly agent: string;
  /** Calls that the draft rests on. */
  readonly calls: number;
  readonly yaml: string;
}
