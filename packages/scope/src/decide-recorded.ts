/**
 * What a scope would have decided on a call of the past: the same derivations and the same rules, without Cedar. Two
 * things of the past are not there any more: the clock (the scope is taken as in force) and the file system (symbolic
 * links are not followed: a path is taken as it is written).
 */
import type { CompiledScope } from './compiled-scope.ts';
import { baseContext, deriveContext } from './derive/derive-context.ts';
import type { Redecision } from './redecide.ts';
import { redecide } from './redecide.ts';

/** A recorded call. `args`: parsed arguments, undefined when the call carried none. */
export interface RecordedCall {
  readonly agent: string;
  readonly server: string;
  readonly tool: string;
  readonly args: unknown;
}

const asWritten = (path: string): string => path;

/** The decision before any approval: `escalate` means that a person would have been asked. */
export function decideRecorded(compiled: CompiledScope, call: RecordedCall): Redecision {
  const facts = { agent: call.agent, server: call.server, tool: call.tool, now: compiled.from, approved: false };
  const tool = compiled.tools.find((one) => one.server === call.server && one.tool === call.tool);
  if (tool === undefined) return redecide(compiled, baseContext(facts));
  return redecide(compiled, deriveContext(tool, facts, call.args, asWritten).context);
}

/** True when a rule of the scope names the tool. Else it is denied whatever the arguments are. */
export function namesTool(compiled: CompiledScope, server: string, tool: string): boolean {
  return compiled.tools.some((one) => one.server === server && one.tool === tool);
}
