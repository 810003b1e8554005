/**
 * What a scope would have decided on a call of the past: the same derivations and the same rules, without Cedar. Two
 * things of the past are not there any more: the clock (the scope is taken as in force) and the file system (symbolic
 * links are not followed: a path is taken as it is written).
 */
import { isRefusal, parseStrictJson } from '@remit/core';
import type { CompiledScope, DerivedContext } from './compiled-scope.ts';
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

/**
 * What the policies would have been asked with, for a call that another system's log shows; undefined when the scope does not
 * name the tool. Arguments that are text of a JSON object are read as that object: some logs write them so. `now`: time of the
 * call, milliseconds since the epoch.
 */
export function foreignContext(
  compiled: CompiledScope,
  call: RecordedCall & { readonly now: number },
): DerivedContext | undefined {
  const { agent, server, tool, now } = call;
  const declared = compiled.tools.find((one) => one.server === server && one.tool === tool);
  if (declared === undefined) return undefined;
  const args = typeof call.args === 'string' ? objectOf(call.args) : call.args;
  return deriveContext(declared, { agent, server, tool, now, approved: false }, args, asWritten).context;
}

function objectOf(text: string): unknown {
  const parsed = parseStrictJson(text);
  return isRefusal(parsed) ? text : parsed.value;
}

/** True when a rule of the scope names the tool. Else it is denied whatever the arguments are. */
export function namesTool(compiled: CompiledScope, server: string, tool: string): boolean {
  return compiled.tools.some((one) => one.server === server && one.tool === tool);
}
