/** Reads a mapping file. Every problem says its line, its place and what was expected. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { isNode, LineCounter, parseDocument, visit } from 'yaml';
import { type Mapping, MappingSchema } from './mapping-schema.ts';

/** Longest mapping file, in letters. */
const MAX = 256 * 1024;

/** The mapping, or the problems as `name:line: place: what is wrong`. */
export function parseMapping(text: string, name = 'mapping'): Result<Mapping, string[]> {
  if (text.length > MAX) return err([`${name}:1: the file has more than ${MAX} letters`]);
  const lines = new LineCounter();
  const doc = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    stringKeys: true,
    strict: true,
    prettyErrors: false,
  });
  const at = (offset: number) => Math.max(1, lines.linePos(offset).line);
  if (doc.errors.length > 0) return err(doc.errors.map((error) => `${name}:${at(error.pos[0])}: ${error.message}`));
  const problems: string[] = [];
  visit(doc, {
    Alias(_key, node) {
      problems.push(`${name}:${at(node.range?.[0] ?? 0)}: YAML aliases (*name) are refused. Repeat the value.`);
    },
  });
  if (problems.length > 0) return err(problems);
  const parsed = MappingSchema.safeParse(doc.toJS());
  if (parsed.success) return ok(parsed.data);
  const lineOf = (path: readonly PropertyKey[]): number => {
    // Where the value itself is missing, the nearest part that is there tells the reader where to look.
    for (let length = path.length; length > 0; length--) {
      const node: unknown = doc.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range !== undefined && node.range !== null) return at(node.range[0]);
    }
    return 1;
  };
  return err(
    parsed.error.issues.map((issue) => {
      const { path, message } = issue;
      const where = issue.code === 'unrecognized_keys' ? [...path, ...issue.keys.slice(0, 1)] : path;
      return `${name}:${lineOf(where)}: ${path.length === 0 ? 'the file' : path.join('.')}: ${message}`;
    }),
  );
}
