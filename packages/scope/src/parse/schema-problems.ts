/** Turns schema findings into problems with a line, a sentence and what was expected. */
import type { z } from 'zod';
import type { ScopeProblem } from './problem.ts';
import type { YamlSource } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

/** One problem for each place; the first finding of a place is the one that explains it. */
export function schemaProblems(source: YamlSource, issues: readonly Issue[]): ScopeProblem[] {
  const seen = new Set<string>();
  return issues.flatMap((issue) => problemsOf(source, issue)).filter(({ path }) => !seen.has(path) && seen.add(path));
}

function problemsOf(source: YamlSource, issue: Issue): ScopeProblem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => source.problemAt([...issue.path, key], unknownKey(issue.path, key)));
  if (valueAt(source.value, issue.path) === undefined)
    return [source.problemAt(issue.path, { message: 'This key is missing.', expected: issue.message })];
  const says: unknown = issue.code === 'custom' ? issue.params?.['says'] : undefined;
  return [
    source.problemAt(issue.path, {
      message: typeof says === 'string' ? says : 'This value cannot be used.',
      expected: issue.message,
    }),
  ];
}

/**
 * A key that this version does not know may be a limit that its author relies on. Dropping it would declare more than
 * the author meant, so the whole file is refused.
 */
function unknownKey(parent: readonly PropertyKey[], key: string): { message: string; expected?: string; atKey: true } {
  const name = JSON.stringify(key.slice(0, 64));
  const message = `This version cannot enforce ${name}, so the scope is refused rather than enforced in part. Remove the key, or correct its spelling.`;
  return { message, expected: `one of ${knownKeys(parent).join(', ')}`, atKey: true };
}

const TOP = [
  'remit-scope',
  'id',
  'system',
  'mode',
  'agent',
  'declared-by',
  'approved-by',
  'valid',
  'servers',
  'models',
  'budgets',
];
const MODEL = ['rule', 'when'];
const BUDGET = ['per-person', 'usd', 'tokens', 'requests', 'per', 'zone', 'mode'];
const TOOL = ['rule', 'when', 'other-arguments', 'needs-approval', 'about'];
const LEAF = ['path-within', 'one-of', 'prefix', 'min', 'max', 'any'];

/** Keys that may stand below `parent`. A test holds this list against the schema. */
export function knownKeys(parent: readonly PropertyKey[]): readonly string[] {
  if (parent.length === 0) return TOP;
  if (parent[0] === 'system') return ['id', 'name', 'purpose'];
  if (parent[0] === 'valid') return ['from', 'to'];
  if (parent[0] === 'budgets') return BUDGET;
  const ofModel = parent[0] === 'models';
  if (ofModel && parent.length === 3) return MODEL;
  if (!ofModel && parent.length === 2) return ['tools'];
  if (!ofModel && parent.length === 4) return TOOL;
  // servers.NAME.tools.NAME.<key>..., models.NAME.NAME.<key>...
  const inTool = parent.slice(ofModel ? 3 : 4);
  if (inTool[0] === 'needs-approval') return ['role', 'reason'];
  if (inTool[0] === 'about') return ['argument', 'segment-after'];
  // when.NAME.<condition keys>
  const last = inTool.at(-1);
  if (inTool.length > 2 && last === 'path-within') return ['roots', 'base', 'links'];
  if (inTool.length > 2 && last === 'each') return LEAF;
  const listed = [...LEAF, 'each', 'allow-empty'];
  return inTool.length > 2 ? listed : [...listed, 'absent-or'];
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
