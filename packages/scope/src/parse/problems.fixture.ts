/** Problems of a scope file in one line each, for the tests. */
import { parseScope } from './parse-scope.ts';

/** `line:column path | message | expected`. Empty when the file is right. */
export function problems(yaml: string): string[] {
  const parsed = parseScope(yaml);
  if (parsed.ok) return [];
  return parsed.error.map(
    (p) => `${p.line}:${p.column} ${p.path} | ${p.message}${p.expected === undefined ? '' : ` | ${p.expected}`}`,
  );
}
