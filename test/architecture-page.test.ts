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
  if (cell === 'gateway and below') return [...upToFloor(3), 'gateway'];
  if (/^(all|any)\b/.test(cell)) return undefined;
  return cell.split(', ').flatMap((name) => (name === 'floors 0 to 3' ? upToFloor(3) : [name]));
}

/** Arrows of the graph without those that follow from others. */
function reduced(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const reaches = (from: string, to: string): boolean =>
    (edges.get(from) ?? []).some((next) => next === to || reaches(next, to));
  return [...edges].flatMap(([from, targets]) =>
    targets
      .filter((to) => !targets.some((other) => other !== to && reaches(other, to)))
      .map((to) => `${from} --> ${to}`),
  );
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

it('[workspace.architecture-page] the graph of the page is drawn from the declared dependencies', () => {
  const drawn = [...page.matchAll(/^ {2}([a-z]+)(?:\[[^\]]*\])? --> ([a-z]+)$/gm)].map(
    (match) => `${match[1]} --> ${match[2]}`,
  );
  const declared = new Map(readWorkspaces().map(({ name, dependencies }) => [name, dependencies]));
  expect(drawn.sort()).toEqual(reduced(declared).sort());
});
