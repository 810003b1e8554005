/**
 * Reads TypeScript through the parser that ships with the bundler: import specifiers, exported names and the titles of
 * tests. A parser, because a scan of lines would count what stands in comments and strings.
 */
import { parseAst } from 'rolldown/parseAst';

/** A node of the ESTree: a type name and whatever else. */
export interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Parses one file. Throws on a syntax error, naming the file. */
export function parseFile(source: string, file: string): Node {
  // Shape: the parser's Program is an ESTree node; this file looks at nodes structurally only.
  return parseAst(source, { lang: 'ts' }, file) as unknown as Node;
}

/** Calls `visit` for the node and everything below it, with the chain of ancestors (nearest last). */
export function walk(node: Node, visit: (node: Node, ancestors: readonly Node[]) => void): void {
  const ancestors: Node[] = [];
  const step = (current: Node): void => {
    visit(current, ancestors);
    ancestors.push(current);
    for (const value of Object.values(current)) {
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) step(child);
    }
    ancestors.pop();
  };
  step(node);
}

/** True for an ESTree node. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The text of a string literal or of a template's beginning, undefined for anything else. */
export function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined;
  if (node.type !== 'TemplateLiteral') return undefined;
  // Shape: ESTree, TemplateLiteral.quasis is TemplateElement[] with value.cooked.
  const quasis = node['quasis'] as { value: { cooked: string | null; raw: string } }[];
  return quasis.map((quasi) => quasi.value.cooked ?? quasi.value.raw).join('${}');
}

const importing = new Set(['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression']);

/** Every specifier that a file imports or re-exports, types included, literal dynamic imports included. */
export function importsOf(program: Node): string[] {
  const found = new Set<string>();
  walk(program, (node) => {
    const specifier = importing.has(node.type) ? textOf(node['source']) : undefined;
    if (specifier !== undefined) found.add(specifier);
  });
  return [...found];
}
