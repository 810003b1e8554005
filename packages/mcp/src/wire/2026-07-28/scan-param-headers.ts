/** Finds and checks the `x-mcp-header` annotations of an input schema. MCP 2026-07-28, "Schema Extension". */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { isObject } from '../json-rpc.ts';
import type { ParamHeader } from './param-headers.ts';

const ANNOTATION = 'x-mcp-header';
/** RFC 9110 §5.6.2 token. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * The annotations of a schema, or what is wrong with one of them. An annotation may stand only on a string, integer
 * or boolean property that is reached from the root through `properties` alone; header names are unique without regard to case.
 */
export function scanParamHeaders(inputSchema: unknown): Result<readonly ParamHeader[], string> {
  const found: ParamHeader[] = [];
  const problem = visit(inputSchema, [], true, found);
  if (problem !== undefined) return err(problem);
  const names = new Set(found.map((header) => header.header.toLowerCase()));
  return names.size === found.length ? ok(found) : err('an x-mcp-header name is used twice');
}

function visit(node: unknown, path: readonly string[], reachable: boolean, found: ParamHeader[]): string | undefined {
  if (Array.isArray(node)) return firstProblem(node, (item) => visit(item, path, false, found));
  if (!isObject(node)) return undefined;
  if (Object.hasOwn(node, ANNOTATION)) {
    const header = readAnnotation(node, path, reachable);
    if (typeof header === 'string') return header;
    found.push(header);
  }
  return firstProblem(Object.entries(node), ([keyword, value]) => {
    if (keyword === ANNOTATION) return undefined;
    // Names below `properties` are the author's: one of them may be called like a keyword or like the annotation.
    if (keyword === 'properties' && isObject(value))
      return firstProblem(Object.entries(value), ([name, child]) => visit(child, [...path, name], reachable, found));
    return DATA_KEYWORDS.has(keyword) ? undefined : visit(value, path, false, found);
  });
}

/** Keywords whose values are data, not schemas. */
const DATA_KEYWORDS: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples', 'required']);

function readAnnotation(
  node: Record<string, unknown>,
  path: readonly string[],
  reachable: boolean,
): ParamHeader | string {
  const where = path.length === 0 ? 'the root' : path.join('.');
  const header = node[ANNOTATION];
  const type = node['type'];
  if (!reachable || path.length === 0)
    return `x-mcp-header at ${where} is not reached through \`properties\` keys only`;
  if (typeof header !== 'string' || !TOKEN.test(header)) return `x-mcp-header at ${where} is not an RFC 9110 token`;
  if (type !== 'string' && type !== 'integer' && type !== 'boolean')
    return `x-mcp-header at ${where} stands on a type other than string, integer or boolean`;
  return { header, path, type };
}

function firstProblem<T>(items: readonly T[], check: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const problem = check(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
