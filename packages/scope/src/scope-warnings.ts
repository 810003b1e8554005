/** What a valid scope leaves open, so that the person who approves it does so knowingly. */
import { isModelServer } from './declared-model.ts';
import type { Condition, DeclaredScope, DeclaredTool, EachCondition, LeafCondition } from './declared-scope.ts';

/** Sentences, in the order of the file. An empty list means that nothing is known to be left open. */
export function scopeWarnings(scope: DeclaredScope): string[] {
  const tools = scope.servers.flatMap((server) =>
    server.tools.flatMap((tool) =>
      toolWarnings(server.name, tool).map((text) => `${server.name}/${tool.name}: ${text}`),
    ),
  );
  return scope.mode === 'observe' ? [OBSERVES, ...tools] : tools;
}

const OBSERVES =
  'mode: observe enforces nothing. Every tool of every server is open to this agent, and no call waits for an approval. Each call is recorded as not enforced.';

function toolWarnings(server: string, tool: DeclaredTool): string[] {
  const open = tool.when.flatMap(({ name, condition }) => conditionWarnings(name, condition));
  if (tool.otherArguments === 'allow' && !isModelServer(server))
    open.push('other-arguments: allow lets arguments that the scope does not name pass unchecked.');
  return open;
}

function conditionWarnings(name: string, condition: Condition): string[] {
  const leaf = leafOf(condition);
  if (leaf.kind === 'any') return [`argument ${name} may have any value.`];
  if (leaf.kind === 'prefix') return [`argument ${name} is checked by prefix only; the rest of the text is free.`];
  if (leaf.kind !== 'path-within') return [];
  return [
    ...(leaf.links === 'unchecked'
      ? [`links of argument ${name} are unchecked: a symbolic link inside the roots can lead outside.`]
      : []),
    ...(leaf.roots.includes('/')
      ? [`argument ${name} may name any path: the root / holds the whole file system.`]
      : []),
  ];
}

function leafOf(condition: Condition): LeafCondition {
  const inner: LeafCondition | EachCondition = condition.kind === 'absent-or' ? condition.of : condition;
  return inner.kind === 'each' ? inner.of : inner;
}
