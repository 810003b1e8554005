/**
 * Which paths a pack may hold.
 *
 * Threat: a pack comes from the party that is being checked. A path with `..`, a leading slash, a drive letter, a
 * backslash or a control character could be written outside the folder when it is unpacked, and two paths that differ
 * only in case would be one file on some systems. Packs therefore use a small alphabet and nothing else is read.
 */

const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const MAX_PATH = 240;
const MAX_DEPTH = 12;

/** Why a path may not stand in a pack, in words; undefined when it may. Paths are relative, with `/` between segments. */
export function packPathProblem(path: string): string | undefined {
  if (path.length === 0) return 'the path is empty';
  if (path.length > MAX_PATH) return `the path is longer than ${MAX_PATH} characters`;
  const segments = path.split('/');
  if (segments.length > MAX_DEPTH) return `the path is deeper than ${MAX_DEPTH} folders`;
  for (const segment of segments) {
    if (segment === '..' || segment === '.' || segment === '')
      return `the path leaves its folder or is not in plain form`;
    if (!SEGMENT.test(segment)) return 'the path holds a character that packs do not use';
    if (segment.endsWith('.')) return 'a path segment ends with a dot';
  }
  return undefined;
}

/** Problems of a whole list of paths: each bad path, and paths that are equal or differ only in case. */
export function packPathProblems(paths: Iterable<string>): string[] {
  const problems: string[] = [];
  const seen = new Map<string, string>();
  for (const path of paths) {
    const problem = packPathProblem(path);
    if (problem !== undefined) problems.push(`${printable(path)}: ${problem}`);
    const folded = path.toLowerCase();
    const earlier = seen.get(folded);
    if (earlier !== undefined) problems.push(`${printable(path)}: stands twice (also as ${printable(earlier)})`);
    seen.set(folded, path);
  }
  return problems;
}

/** A path from a hostile source, safe to print: at most 80 characters, everything but plain ASCII escaped. */
export function printable(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 80)}...` : text;
  return JSON.stringify(short).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
