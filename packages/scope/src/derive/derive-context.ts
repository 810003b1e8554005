/** From a call to the flat context that the policies are asked with, before any policy runs (stack reference §5, T7). */
import type { CompiledTool, DerivedContext } from '../compiled-scope.ts';
import { checkValue } from './check-value.ts';
import type { LinkProbe } from './path-within.ts';
import { plainName } from './plain-name.ts';
import type { Reason } from './reasons.ts';
import { reasons } from './reasons.ts';

/** What every context holds, also for a tool that no scope declares. */
export interface CallFacts {
  readonly agent?: string;
  readonly server: string;
  readonly tool: string;
  /** Milliseconds since the epoch, an integer. */
  readonly now: number;
  readonly approved: boolean;
}

export interface Derivation {
  readonly context: DerivedContext;
  /** `rule:argument:reason` for each argument from which nothing trustworthy could be read. Never a value. */
  readonly errors: string[];
  /** The first failed conditions in words, for the caller: argument names and reasons only. */
  readonly failed: readonly { readonly argument: string; readonly reason: Reason }[];
  /** Arguments of the call that the scope does not name. Names come from the wire. */
  readonly undeclared: readonly string[];
  /** Places that path arguments name, by argument, links followed where the condition says so. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

/** `pol.errors` of a record holds at most 16 codes. */
export const MAX_ERRORS = 16;

/** The context of a call to a tool that no scope in force declares. */
export function baseContext(facts: CallFacts): DerivedContext {
  return openContext(facts);
}

/** Its members in the order in which commitments have always had them. */
function openContext({ agent, server, tool, now, approved }: CallFacts): Record<string, string | number | boolean> {
  const named = { server: plainName(server), tool: plainName(tool) };
  return agent === undefined
    ? { server: named.server, tool: named.tool, now, approved }
    : { agent: plainName(agent), server: named.server, tool: named.tool, now, approved };
}

/** Derives one boolean per declared argument. `args`: parsed JSON; undefined when the call carries none. */
export function deriveContext(
  tool: CompiledTool,
  facts: CallFacts,
  args: unknown,
  probe: LinkProbe | undefined,
): Derivation {
  const given = argumentsOf(args);
  const context = openContext(facts);
  const errors: string[] = [];
  const failed: { argument: string; reason: Reason }[] = [];
  const paths = new Map<string, readonly string[]>();
  const undeclared = given === undefined ? [] : undeclaredIn(tool, given);
  context['arguments-object'] = given !== undefined;
  context['arguments-declared'] = given !== undefined && undeclared.length === 0;
  if (given === undefined) errors.push(`${tool.rule}:arguments:not-an-object`);
  for (const { name, key, condition } of tool.arguments) {
    context[key] = false;
    if (given === undefined) continue;
    const checked = checkValue(given.get(name), condition, probe);
    paths.set(name, checked.paths);
    context[key] = checked.reason === undefined;
    if (checked.reason === undefined) continue;
    failed.push({ argument: name, reason: checked.reason });
    if (reasons[checked.reason].underivable) errors.push(`${tool.rule}:${name}:${checked.reason}`);
  }
  return { context, errors: errors.slice(0, MAX_ERRORS), failed, undeclared, paths };
}

function undeclaredIn(tool: CompiledTool, given: ReadonlyMap<string, unknown>): string[] {
  const undeclared: string[] = [];
  for (const name of given.keys())
    if (!tool.arguments.some((argument) => argument.name === name)) undeclared.push(name);
  return undeclared;
}

/** Own members only: an argument named like a property of every object must not be found where it was not sent. */
export function argumentsOf(args: unknown): ReadonlyMap<string, unknown> | undefined {
  if (args === undefined) return new Map();
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return undefined;
  return new Map(Object.entries(args));
}
