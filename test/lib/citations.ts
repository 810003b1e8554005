/**
 * Finds which tests cite which requirement rows: a title that begins with ids in brackets, in any call whose callee comes
 * from `it`, `test` or `describe`, directly (`it.each(rows)('[a.b] ...')`) or through a constant
 * (`const check = folder ? it : it.skip; check('[a.b] ...')`).
 */
import { isNode, type Node, parseFile, textOf, walk } from './syntax.ts';

/** One id in one title. */
export interface Citation {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  /** `never`: always runs. `sometimes`: skipped under a condition. `always`: written as skipped. */
  readonly skipped: 'never' | 'sometimes' | 'always';
}

/** One way in which a callee may resolve: the names after `it`, such as `each` or `skip`. */
type Runner = readonly string[];

const bases = new Set(['it', 'test', 'describe', 'suite']);
const skipping = new Set(['skip', 'todo']);
const conditional = new Set(['skipIf', 'runIf']);
const branches = new Set(['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase']);

/** The citations in one test file. */
export function citationsOf(source: string, file: string): Citation[] {
  const program = parseFile(source, file);
  const aliases = aliasesOf(program);
  const found: Citation[] = [];
  walk(program, (node, ancestors) => {
    const runners = node.type === 'CallExpression' ? runnersOf(node['callee'], aliases) : [];
    const title = runners.length > 0 ? textOf(argumentsOf(node)[0]) : undefined;
    if (title === undefined) return;
    const skipped = skipOf(runners, ancestors, aliases);
    for (const id of idsOf(title)) found.push({ id, title, file, skipped });
  });
  return found;
}

/** The ids at the start of a title: `[a.b] [c.d] text` cites two. */
export function idsOf(title: string): string[] {
  const lead = /^(?:\[[a-z0-9-]+(?:\.[a-z0-9-]+)+\]\s*)+/.exec(title)?.[0] ?? '';
  return [...lead.matchAll(/\[([^\]]+)\]/g)].map((match) => match[1] ?? '');
}

function skipOf(runners: readonly Runner[], ancestors: readonly Node[], aliases: Aliases): Citation['skipped'] {
  const own = runners.map((runner) => runner.some((name) => skipping.has(name)));
  const around = ancestors
    .filter((node) => node.type === 'CallExpression')
    .map((node) => runnersOf(node['callee'], aliases))
    .filter((outer) => outer.length > 0);
  const everySkip =
    own.every(Boolean) || around.some((outer) => outer.every((r) => r.some((name) => skipping.has(name))));
  const maySkip =
    own.some(Boolean) ||
    [runners, ...around].some((all) => all.some((r) => r.some((n) => skipping.has(n) || conditional.has(n))));
  if (everySkip) return ancestors.some((node) => branches.has(node.type)) ? 'sometimes' : 'always';
  return maySkip ? 'sometimes' : 'never';
}

type Aliases = ReadonlyMap<string, readonly Runner[]>;

/** Constants that hold a way to run tests. */
function aliasesOf(program: Node): Aliases {
  const aliases = new Map<string, readonly Runner[]>();
  walk(program, (node) => {
    if (node.type !== 'VariableDeclarator' || !isNode(node['id']) || node['id'].type !== 'Identifier') return;
    const runners = runnersOf(node['init'], aliases);
    const name = node['id']['name'];
    if (runners.length > 0 && typeof name === 'string') aliases.set(name, runners);
  });
  return aliases;
}

/** How an expression may run a test, empty when it has nothing to do with tests. */
function runnersOf(expression: unknown, aliases: Aliases): readonly Runner[] {
  if (!isNode(expression)) return [];
  switch (expression.type) {
    case 'Identifier': {
      const name = expression['name'];
      if (typeof name !== 'string') return [];
      return bases.has(name) ? [[name]] : (aliases.get(name) ?? []);
    }
    case 'MemberExpression': {
      const property = isNode(expression['property']) ? expression['property']['name'] : undefined;
      const more = typeof property === 'string' ? [property] : [];
      return runnersOf(expression['object'], aliases).map((runner) => [...runner, ...more]);
    }
    case 'CallExpression':
      return runnersOf(expression['callee'], aliases);
    case 'TaggedTemplateExpression':
      return runnersOf(expression['tag'], aliases);
    case 'ConditionalExpression':
      return [...runnersOf(expression['consequent'], aliases), ...runnersOf(expression['alternate'], aliases)];
    case 'LogicalExpression':
      return [...runnersOf(expression['left'], aliases), ...runnersOf(expression['right'], aliases)];
    default:
      return [];
  }
}

function argumentsOf(call: Node): readonly unknown[] {
  const list = call['arguments'];
  return Array.isArray(list) ? list : [];
}
