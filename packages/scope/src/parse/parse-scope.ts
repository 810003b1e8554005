/** Scope file to declared scope. Problems are reported together, not one by one, with its line (style guide rule 8). */
import type { Result } from '@remit/core';
import { err, nanoUsd, ok } from '@remit/core';
import { modelConditions, modelRule, modelServer } from '../declared-model.ts';
import type {
  Condition,
  DeclaredBudget,
  DeclaredScope,
  DeclaredTool,
  EachCondition,
  LeafCondition,
} from '../declared-scope.ts';
import { checkFile, defaultRule } from './check-file.ts';
import { parseBound } from './dates.ts';
import type { ScopeProblem } from './problem.ts';
import { schemaProblems } from './schema-problems.ts';
import type { ArgumentFile, ModelFile, ToolFile } from './scope-file.ts';
import { ScopeFile } from './scope-file.ts';
import { readYaml } from './yaml-source.ts';

/** A reader mends the first few and checks again; the rest are echoes more often than not. */
const MAX_PROBLEMS = 50;

/** Reads the text of a scope file. On failure: the problems found (the first 50), in the order of the file. */
export function parseScope(yaml: string): Result<DeclaredScope, ScopeProblem[]> {
  const source = readYaml(yaml);
  if (!source.ok) return err(inOrder(source.error));
  const file = ScopeFile.safeParse(source.value.value);
  if (!file.success) return err(inOrder(schemaProblems(source.value, file.error.issues)));
  const problems = checkFile(source.value, file.data);
  return problems.length > 0 ? err(inOrder(problems)) : ok(toScope(file.data));
}

function inOrder(problems: readonly ScopeProblem[]): ScopeProblem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column).slice(0, MAX_PROBLEMS);
}

function toScope(file: ScopeFile): DeclaredScope {
  return {
    id: file.id,
    mode: file.mode,
    system: file.system,
    agent: file.agent,
    declaredBy: file['declared-by'],
    approvedBy: file['approved-by'],
    // The schema has accepted both bounds.
    valid: { from: parseBound(file.valid.from, 'from') ?? Infinity, to: parseBound(file.valid.to, 'to') ?? -Infinity },
    servers: [
      ...Object.entries(file.servers).map(([name, server]) => ({
        name,
        tools: Object.entries(server.tools).map(([tool, declared]) => toTool(name, tool, declared)),
      })),
      ...Object.entries(file.models).map(([account, models]) => ({
        name: modelServer(account),
        tools: Object.entries(models).map(([model, declared]) => toModel(account, model, declared)),
      })),
    ],
    budgets: Object.entries(file.budgets).map(([name, budget]) => toBudget(name, budget)),
  };
}

function toModel(account: string, name: string, model: ModelFile): DeclaredTool {
  const rule = model.rule ?? modelRule(account, name);
  const tool = toTool(modelServer(account), name, { ...model, rule, 'other-arguments': 'allow' });
  return { ...tool, when: modelConditions(tool.when) };
}

function toBudget(name: string, budget: ScopeFile['budgets'][string]): DeclaredBudget {
  const { usd, tokens, requests, per, zone, mode } = budget;
  // checkFile has found exactly one unit.
  const [unit, amount] =
    usd !== undefined
      ? (['nanousd', nanoUsd(usd)] as const)
      : tokens !== undefined
        ? (['tokens', tokens] as const)
        : (['requests', requests ?? 0] as const);
  return { name, perPerson: budget['per-person'], unit, amount, per, zone, mode };
}

function toTool(server: string, name: string, tool: ToolFile): DeclaredTool {
  const about = tool.about;
  const segmentAfter = about?.['segment-after'];
  return {
    name,
    rule: tool.rule ?? defaultRule(server, name),
    otherArguments: tool['other-arguments'],
    when: Object.entries(tool.when).map(([argument, condition]) => ({
      name: argument,
      condition: toCondition(condition),
    })),
    ...(tool['needs-approval'] === undefined ? {} : { approval: tool['needs-approval'] }),
    ...(about === undefined
      ? {}
      : { about: { argument: about.argument, ...(segmentAfter === undefined ? {} : { segmentAfter }) } }),
  };
}

function toCondition(file: ArgumentFile): Condition {
  const optional = file['absent-or'];
  return optional === undefined ? toListed(file) : { kind: 'absent-or', of: toListed(optional) };
}

function toListed(file: Omit<ArgumentFile, 'absent-or'>): LeafCondition | EachCondition {
  return file.each === undefined
    ? toLeaf(file)
    : { kind: 'each', of: toLeaf(file.each), allowEmpty: file['allow-empty'] ?? false };
}

// Invariant: checkFile has found exactly one kind of condition.
function toLeaf(file: Omit<ArgumentFile, 'absent-or' | 'each' | 'allow-empty'>): LeafCondition {
  const path = file['path-within'];
  if (path !== undefined) {
    const { roots, base, links } = path;
    return { kind: 'path-within', roots, ...(base === undefined ? {} : { base }), links };
  }
  if (file['one-of'] !== undefined) return { kind: 'one-of', values: file['one-of'] };
  if (file.prefix !== undefined) return { kind: 'prefix', prefix: file.prefix };
  if (file.any !== undefined) return { kind: 'any' };
  const { min, max } = file;
  return { kind: 'range', ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}
