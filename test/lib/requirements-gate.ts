/** The gate over the requirements manifest: what is wrong, as sentences that say what to do. Pure. */
import type { ManifestRow } from '../../requirements/index.ts';
import type { Citation } from './citations.ts';

/** What the gate looks at. */
export interface GateInput {
  readonly rows: readonly ManifestRow[];
  readonly citations: readonly Citation[];
  /** Names of the root package's npm scripts. */
  readonly scripts: readonly string[];
  /** True when a path of the repository exists (built files count). */
  readonly exists: (path: string) => boolean;
}

const idForm = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/;
const reasonForm = /skip|absent|missing|unavailable|needs |requires |no |not /i;

/** Every problem found, empty when the manifest and the tests agree. */
export function gateProblems(input: GateInput): string[] {
  const found = [
    ...rowProblems(input.rows),
    ...uncited(input),
    ...unknown(input),
    ...skips(input.citations),
    ...input.rows.flatMap((row) => referenceProblem(row, input)),
  ];
  return [...new Set(found)];
}

function rowProblems(rows: readonly ManifestRow[]): string[] {
  const seen = new Map<string, string>();
  return rows.flatMap(({ id, file, requirement }) => {
    const earlier = seen.get(id);
    seen.set(id, file);
    return [
      ...(idForm.test(id) ? [] : [`${file}: the id ${id} must have the form area.name, lower case, dots and dashes`]),
      ...(earlier === undefined ? [] : [`${file}: the id ${id} stands in ${earlier} too; rename one`]),
      ...(requirement.source.trim() === '' ? [`${file}: ${id} names no source clause`] : []),
      ...(requirement.statement.trim() === '' ? [`${file}: ${id} states nothing`] : []),
    ];
  });
}

function uncited({ rows, citations }: GateInput): string[] {
  const cited = new Set(citations.filter((citation) => citation.skipped !== 'always').map((citation) => citation.id));
  return rows
    .filter(({ id, requirement }) => requirement.by.kind === 'test' && !cited.has(id))
    .map(({ id, file }) => `${file}: no running test cites ${id}; put [${id}] at the start of the title of one`);
}

function unknown({ rows, citations }: GateInput): string[] {
  const known = new Set(rows.map((row) => row.id));
  return citations
    .filter((citation) => !known.has(citation.id))
    .map(({ id, file }) => `${file}: cites ${id}, which has no row in requirements/; add the row or correct the id`);
}

function skips(citations: readonly Citation[]): string[] {
  return citations
    .filter(({ skipped, title }) => skipped !== 'never' && !reasonForm.test(title))
    .map(({ id, file }) => `${file}: the test of ${id} can be skipped; say why in its title: "(skipped: reason)"`);
}

function referenceProblem({ id, file, requirement }: ManifestRow, { scripts, exists }: GateInput): string[] {
  const { by } = requirement;
  if (by.kind === 'test') return [];
  if (by.kind === 'review') {
    const path = by.where.split(/[\s,#:]/)[0] ?? '';
    return exists(path) ? [] : [`${file}: ${id} is reviewed in ${by.where}, but there is no file ${path}`];
  }
  const script = /^npm (?:run )?([a-z][a-z0-9:-]*)/.exec(by.run)?.[1];
  if (script !== undefined) {
    return scripts.includes(script) ? [] : [`${file}: ${id} names the npm script ${script}, which does not exist`];
  }
  const path = by.run.split(/\s+/).find((word) => word.includes('/'));
  if (path !== undefined && exists(path)) return [];
  return [`${file}: ${id} is checked by "${by.run}", which names neither an npm script nor a file that exists`];
}
