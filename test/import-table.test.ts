/** Walls: who may import whom (ARCHITECTURE.md, "Packages"), read from the package files and from the sources themselves. */
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCycle } from './lib/cycles.ts';
import { importTable, tableViolations } from './lib/import-table.ts';
import { importsOf, parseFile } from './lib/syntax.ts';
import { readReferences, readWorkspaces, root, shortName, sourceFiles } from './lib/workspace.ts';

const workspaces = readWorkspaces();

interface Source {
  readonly file: string;
  /** A test, or a helper of tests: not part of the product. */
  readonly test: boolean;
  readonly imports: readonly string[];
}

const isTestSupport = (file: string) => /\.(test|fixture)\.ts$|\/src\/(testkit|test-support|testing)\//.test(file);

const sources: Source[] = sourceFiles('.ts')
  .filter((file) => /^(packages|apps)\/[^/]+\/src\//.test(file))
  .map((file) => ({
    file,
    test: isTestSupport(file),
    imports: importsOf(parseFile(readFileSync(join(root, file), 'utf8'), file)),
  }));

const folderOf = (file: string) => file.split('/').slice(0, 2).join('/');

/** The repository path that a relative specifier means. */
const target = (source: Source, specifier: string) => normalize(join(dirname(source.file), specifier));

describe('import table', () => {
  it('[workspace.import-table] every package declares only what the table allows', () => {
    expect(workspaces.flatMap((workspace) => tableViolations(workspace, importTable))).toEqual([]);
    expect(workspaces.map((workspace) => workspace.name).sort()).toEqual(Object.keys(importTable).sort());
  });

  it('goes red for a lower floor that names a higher one, for an unknown package and for a forbidden dev dependency', () => {
    const fake = (name: string, dependencies: string[], devDependencies: string[] = []) =>
      tableViolations({ name, dependencies, devDependencies }, importTable);
    expect(fake('core', ['record'])).toEqual(['core must not depend on record']);
    expect(fake('registry', ['core', 'ledger'])).toEqual(['registry must not depend on ledger']);
    expect(fake('newcomer', [])).toHaveLength(1);
    expect(fake('tlog', ['core'], ['testing'])).toEqual([]);
    expect(fake('tlog', ['core'], ['ledger'])).toHaveLength(1);
    expect(fake('remit', ['testing'])).toEqual(['remit must not depend on testing']);
  });

  it('[workspace.import-table] compiler references are exactly the declared dependencies', () => {
    for (const workspace of workspaces) {
      expect([...workspace.references].sort(), workspace.folder).toEqual([...workspace.dependencies].sort());
    }
    const folders = workspaces.map((workspace) => workspace.folder).sort();
    expect(readReferences('tsconfig.json').sort()).toEqual(folders);
    expect(readReferences('tsconfig.tests.json').sort()).toEqual(folders);
  });

  it('[workspace.import-table] sources import only the packages that their package.json names', () => {
    // The compiler alone would not notice: npm links every workspace package into the root node_modules.
    const byFolder = new Map(workspaces.map((workspace) => [workspace.folder, workspace]));
    const wrong = sources.flatMap((source) => {
      const workspace = byFolder.get(folderOf(source.file));
      const declared = [
        ...(workspace?.dependencies ?? []),
        ...(source.test ? (workspace?.devDependencies ?? []) : []),
        ...(source.test && workspace !== undefined ? [workspace.name] : []),
      ];
      return source.imports
        .filter((specifier) => specifier.startsWith('@remit/') && !declared.includes(shortName(specifier) ?? ''))
        .map((specifier) => `${source.file} imports ${specifier}`);
    });
    expect(wrong).toEqual([]);
  });

  it('[workspace.import-table] no product file imports a helper of tests', () => {
    const wrong = sources
      .filter((source) => !source.test)
      .flatMap((source) => source.imports.map((specifier) => ({ source, to: target(source, specifier) })))
      .filter(({ to }) => isTestSupport(to))
      .map(({ source, to }) => `${source.file} imports ${to}`);
    expect(wrong).toEqual([]);
  });

  it('[workspace.import-table] no relative import leaves its package', () => {
    const wrong = sources.flatMap((source) =>
      source.imports
        .filter((specifier) => specifier.startsWith('.'))
        .filter((specifier) => !target(source, specifier).startsWith(`${folderOf(source.file)}/src/`))
        .map((specifier) => `${source.file} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('[workspace.pure-core] core, tlog, record, scope and verify projections reach for no file, socket or process', () => {
    const pure = /^packages\/(core|tlog|record)\/src\/|^packages\/verify\/src\/projection\//;
    const io = new Set([
      'fs',
      'net',
      'http',
      'https',
      'http2',
      'tls',
      'dgram',
      'dns',
      'child_process',
      'worker_threads',
      'cluster',
    ]);
    const wrong = sources
      .filter((source) => !source.test && pure.test(source.file))
      .flatMap((source) =>
        source.imports
          .map((specifier) => specifier.replace(/^node:/, '').replace(/\/.*$/, ''))
          .filter((name) => io.has(name))
          .map((name) => `${source.file} imports ${name}`),
      );
    expect(wrong).toEqual([]);
    expect([...io].every((name) => builtinModules.includes(name))).toBe(true);
  });
});

describe('cycles', () => {
  it('[workspace.no-cycles] no cycle between packages', () => {
    expect(findCycle(new Map(workspaces.map(({ name, dependencies }) => [name, dependencies])))).toBeUndefined();
  });

  it('[workspace.no-cycles] no cycle between the files of one package, type imports included', () => {
    const graph = new Map(
      sources.map((source) => [
        source.file,
        source.imports.filter((specifier) => specifier.startsWith('.')).map((specifier) => target(source, specifier)),
      ]),
    );
    expect(findCycle(graph)).toBeUndefined();
  });

  it('finds a cycle where there is one', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['d', ['b']],
    ]);
    expect(findCycle(graph)).toEqual(['b', 'd', 'b']);
    expect(findCycle(new Map([['a', ['a']]]))).toEqual(['a', 'a']);
  });
});
