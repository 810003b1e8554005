/** A call that a task asks for, as data: to which tool, with which arguments, and what must come of it. */

import type { Answer } from '../mcp/answer.ts';

/**
 * What must come of a call: the kind of its answer. `never-made`: the agent holds no tool of that name, so the choice of
 * the model never becomes a call.
 */
export type Expected = Answer['kind'] | 'never-made';

export interface PlannedCall {
  readonly server: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The arguments for a reader, without the run's folder. */
  readonly says: string;
  readonly expected: Expected;
}
