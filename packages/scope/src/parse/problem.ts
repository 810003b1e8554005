/** What is wrong with a scope file, and where. */
export interface ScopeProblem {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** Where in the file's structure, such as `servers.files.tools.read.when.path`; empty for the file as a whole. */
  readonly path: string;
  /** A sentence that says what is wrong and, where it helps, what to do. */
  readonly message: string;
  /** What would have been right, without a full stop. */
  readonly expected?: string;
}

/** Path of keys and list positions in the form that problems print. Odd keys are quoted, long ones cut. */
export function pathText(path: readonly PropertyKey[]): string {
  let out = '';
  for (const key of path) {
    if (typeof key === 'number') out += `[${key}]`;
    else if (/^[\w-]{1,64}$/.test(String(key))) out += (out === '' ? '' : '.') + String(key);
    else out += `[${JSON.stringify(String(key).slice(0, 64))}]`;
  }
  return out;
}
