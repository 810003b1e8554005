/**
 * The requirements manifest as a whole: every area's file in this folder, read at run time, so that a new area needs no
 * line here. An area file exports one or more `Requirements` and nothing else.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Requirement } from './requirement.ts';

/** One row and the file it stands in. */
export interface ManifestRow {
  readonly id: string;
  readonly file: string;
  readonly requirement: Requirement;
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const notAreas = new Set(['index.ts', 'requirement.ts']);

/** Reads all rows of all areas, in the order of file names. An id that stands in two files appears twice. */
export async function loadRequirements(): Promise<ManifestRow[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !notAreas.has(name));
  const areas = await Promise.all(
    files.sort().map(async (name) => {
      // Shape: checked right below, row by row.
      const module = (await import(/* @vite-ignore */ pathToFileURL(`${folder}${name}`).href)) as Record<
        string,
        unknown
      >;
      return Object.entries(module).flatMap(([exported, value]) => rowsOf(`requirements/${name}`, exported, value));
    }),
  );
  return areas.flat();
}

function rowsOf(file: string, exported: string, value: unknown): ManifestRow[] {
  if (typeof value !== 'object' || value === null)
    throw new Error(`${file} exports ${exported}, which is no Requirements`);
  return Object.entries(value).map(([id, row]: [string, unknown]) => {
    if (!isRequirement(row)) throw new Error(`${file}: the row ${id} of ${exported} is no Requirement`);
    return { id, file, requirement: row };
  });
}

function isRequirement(row: unknown): row is Requirement {
  if (typeof row !== 'object' || row === null || !('source' in row && 'statement' in row && 'by' in row)) return false;
  const { source, statement, by } = row;
  if (typeof source !== 'string' || typeof statement !== 'string' || typeof by !== 'object' || by === null)
    return false;
  if (!('kind' in by)) return false;
  if (by.kind === 'test') return true;
  if (by.kind === 'review') return 'where' in by && typeof by.where === 'string';
  return (by.kind === 'bench' || by.kind === 'command') && 'run' in by && typeof by.run === 'string';
}
