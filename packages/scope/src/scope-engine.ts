/** What the gateway sees of the engine. Types only, so that code without Cedar can name them. */
import type { Result } from '@remit/core';
import type { CompiledScope } from './compiled-scope.ts';
import type { ScopeCall, ScopeDecision } from './scope-call.ts';

export interface ScopeEngine {
  /**
   * Puts a compiled scope in force after strict validation. A scope with the same id is replaced, at once and as a whole.
   * The error is a sentence; after an error nothing has changed. One agent has one scope.
   */
  activate(compiled: CompiledScope): Result<void, string>;
  /** Takes a scope out of force. No effect for an unknown id. */
  deactivate(scopeId: string): void;
  /** The agent's scope when its validity holds at `now` (ms). */
  forAgent(agent: string | undefined, now: number): CompiledScope | undefined;
  /** Whether the agent may see the tool at `now`: any tool when its scope only observes. The same answer as `decide(...).visible` for any arguments. */
  visible(agent: string | undefined, server: string, tool: string, now: number): boolean;
  /**
   * Decides one call. Never throws for what a caller sends.
   * @throws TypeError when `now` is not an integer: that is a fault of the program, not of the call.
   */
  decide(call: ScopeCall): ScopeDecision;
}
