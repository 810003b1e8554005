/** Sentences for the caller. They name rules, conditions and argument names, never an argument's value. */
import type { CompiledScope, CompiledTool } from './compiled-scope.ts';
import type { Derivation } from './derive/derive-context.ts';
import { argumentInWords } from './derive/plain-name.ts';
import { reasons } from './derive/reasons.ts';

/** Answer for a tool that is hidden or does not exist; one text, so that the two cannot be told apart. */
export const UNKNOWN_TOOL = 'No tool of this name is available to this agent.';

export const NO_AGENT = 'No declared scope: the key is bound to no agent. Use a key that was created for an agent.';

export function noScope(agent: string): string {
  return `No declared scope is in force${agent === '' ? ' for this agent' : ` for agent "${agent}"`}. Declare one before it calls tools.`;
}

export function notInForce(scope: CompiledScope, expired: boolean): string {
  const when = expired ? 'has expired' : 'is not yet valid';
  return `No declared scope is in force: scope "${scope.id}" ${when}.`;
}

export function permitted(tool: CompiledTool): string {
  return `Permitted by rule ${tool.rule}.`;
}

export function escalated(tool: CompiledTool, approval: { readonly role: string; readonly reason: string }): string {
  return `Rule ${tool.rule} asks for the approval of a person with the role ${approval.role}: ${approval.reason}`;
}

/** Why the policies denied: the failed conditions, at most three of them. */
export function denied(
  scope: CompiledScope,
  tool: CompiledTool,
  derivation: Derivation,
  gated: readonly string[],
): string {
  const causes = derivation.failed.map(
    ({ argument, reason }) => `${argumentInWords(argument)} ${reasons[reason].words}`,
  );
  if (gated.includes(`${tool.rule}#arguments-object`)) causes.unshift('the arguments are not a JSON object');
  if (gated.includes(`${tool.rule}#arguments-declared`))
    for (const name of derivation.undeclared) causes.push(undeclared(scope, tool, name));
  const shown = causes.slice(0, 3).join('; ');
  const more = causes.length > 3 ? `; and ${causes.length - 3} more` : '';
  return `Denied by rule ${tool.rule}${causes.length === 0 ? '' : `: ${shown}${more}`}.`;
}

function undeclared(scope: CompiledScope, tool: CompiledTool, name: string): string {
  const place = `servers.${tool.server}.tools.${tool.tool}`;
  return `${argumentInWords(name)} is not declared (scope "${scope.id}": name it below ${place}.when, or set other-arguments: allow there)`;
}

export function notEvaluated(tool: CompiledTool): string {
  return `Denied: rule ${tool.rule} could not be evaluated.`;
}
