/** ARCHITECTURE.md shows the walls as they stand: its table is the import table, its graph the declared dependencies. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importTable } from './lib/import-table.ts';
import { readWorkspaces, root } from './lib/workspace.ts';

const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');

interface Row {
  readonly floor: number;
  readonly name: string;
  readonly allowed: string;
}

const rows: Row[] = [...page.matchAll(/^\| ([0-9-]) \| `(?:apps\/)?([a-z]+)` \| .* \| ([^|]+) \|$/gm)].map((match) => ({
  floor: Number(match[1]),
  name: match[2] ?? '',
  allowed: match[3] ?? '',
}));

const upToFloor = (floor: number) => rows.filter((row) => row.floor <= floor).map((row) => row.name);

/** The package names that a cell of the table's last column means, undefined for "all" and "any". */
function meaning(cell: string): string[] | undefined {
  if (cell === 'nothing') return [];
  if (cell === 'floors 0 to 3') return upToFloor(3);
  if (cell === 'gateway and below') return upToFloor(4);
  return /^(all|any)\b/.test(cell) ? undefined : cell.split(', ');
}

/** Everything reachable from each name. */
function closure(edges: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const reach = (name: string, seen: Set<string>): Set<string> => {
    for (const next of edges.get(name) ?? []) if (!seen.has(next)) reach(next, seen.add(next));
    return seen;
  };
  return new Map([...edges.keys()].map((name) => [name, [...reach(name, new Set())].sort()]));
}

it('[workspace.architecture-page] the table of the page is the import table of the test', () => {
  expect(rows.map((row) => row.name).sort()).toEqual(Object.keys(importTable).sort());
  const stated = rows.flatMap(({ name, allowed }) => {
    const names = meaning(allowed);
    return names === undefined ? [] : [[name, names.sort()] as const];
  });
  expect(stated).toEqual(stated.map(([name]) => [name, [...(importTable[name] ?? [])].sort()]));
  expect(stated.length).toBeGreaterThan(10);
});

it('[workspace.architecture-page] the graph of the page follows from the declared dependencies, and they from it', () => {
  const workspaces = readWorkspaces();
  const drawn = new Map<string, string[]>(workspaces.map(({ name }) => [name, []]));
  for (const match of page.matchAll(/^ {2}([a-z]+)(?:\[[^\]]*\])? --> ([a-z]+)$/gm))
    drawn.get(match[1] ?? '')?.push(match[2] ?? '');
  const declared = new Map(workspaces.map(({ name, dependencies }) => [name, dependencies]));
  expect(closure(drawn)).toEqual(closure(declared));
});
