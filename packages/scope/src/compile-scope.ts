/**
 * Declared scope to Cedar (stack reference §5, T7). Conditions are not written in Cedar: each becomes one boolean that
 * is derived before the policies are asked, so no argument value ever reaches the policy engine.
 */
import { canonicalize, sha256, toHex, utf8 } from '@remit/core';
import { cedarPolicies } from './cedar/policy-text.ts';
import type { CompiledArgument, CompiledScope, CompiledTool, Gate } from './compiled-scope.ts';
import type { DeclaredScope, DeclaredTool } from './declared-scope.ts';

/** Changes whenever the same scope file would compile to another decision. */
export const COMPILER = 'remit-scope/1 cedar/4.5';

/** Compiles a parsed scope. `source`: the bytes of the file it was parsed from, whose digest names the scope. */
export function compileScope(scope: DeclaredScope, source: Uint8Array): CompiledScope {
  const { agent, valid } = scope;
  const tools = scope.servers.flatMap((server) => server.tools.map((tool) => compileTool(scope, server.name, tool)));
  const policies = { compiler: COMPILER, agent, from: valid.from, to: valid.to, tools };
  // Invariant: a file that enforces keeps the digest that it had before there was a mode.
  const bundle = scope.mode === 'observe' ? { ...policies, mode: scope.mode } : policies;
  return {
    ...policies,
    mode: scope.mode,
    id: scope.id,
    sha: toHex(sha256(source)),
    bundleSha: toHex(sha256(utf8(canonicalize(bundle)))),
    systemId: scope.system.id,
  };
}

function compileTool(scope: DeclaredScope, server: string, tool: DeclaredTool): CompiledTool {
  const { rule } = tool;
  const derived: CompiledArgument[] = tool.when.map(({ name, condition }) => ({
    name,
    key: `when.${name}`,
    condition,
  }));
  const keys = [
    'arguments-object',
    ...(tool.otherArguments === 'deny' ? ['arguments-declared'] : []),
    ...derived.map((argument) => argument.key),
  ];
  const gates: Gate[] = keys.map((key) => ({ id: `${rule}#${key}`, key }));
  return {
    server,
    tool: tool.name,
    rule,
    arguments: derived,
    gates,
    ...(tool.approval === undefined ? {} : { approval: tool.approval }),
    ...(tool.about === undefined ? {} : { about: tool.about }),
    cedar: cedarPolicies({
      ...scope.valid,
      agent: scope.agent,
      server,
      tool: tool.name,
      rule,
      gates,
      approval: tool.approval !== undefined,
    }),
  };
}
