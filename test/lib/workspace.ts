/** The workspace as its own files describe it: packages, what they declare, what their sources import. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** One workspace package. */
export interface Workspace {
  /** Short name, as in the import table: `core`, `remit`. */
  readonly name: string;
  /** Folder relative to the root: `packages/core`. */
  readonly folder: string;
  /** Short names of the `@remit/*` packages in `dependencies`. */
  readonly dependencies: readonly string[];
  /** Short names of the `@remit/*` packages in `devDependencies`. */
  readonly devDependencies: readonly string[];
  /** Short names of the packages that its tsconfig.json references. */
  readonly references: readonly string[];
}

interface Manifest {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** All packages under packages/ and apps/, sorted by folder. */
export function readWorkspaces(): Workspace[] {
  return ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent))
      .filter((name) => existsSync(join(root, parent, name, 'package.json')))
      .sort()
      .map((name) => readWorkspace(`${parent}/${name}`)),
  );
}

function readWorkspace(folder: string): Workspace {
  // Shape: our own package.json, checked by npm itself when it installed the workspace.
  const manifest = readJson(join(folder, 'package.json')) as Manifest;
  return {
    name: shortName(manifest.name ?? folder) ?? folder,
    folder,
    dependencies: remitNames(manifest.dependencies),
    devDependencies: remitNames(manifest.devDependencies),
    references: readReferences(join(folder, 'tsconfig.json')).map((path) => path.replace(/^.*\//, '')),
  };
}

/** The `references` of a tsconfig file, as written. */
export function readReferences(file: string): string[] {
  // Shape: our own tsconfig.json, checked by the compiler.
  const config = readJson(file) as { references?: { path: string }[] };
  return (config.references ?? []).map((reference) => reference.path);
}

/** A JSON file of the repository. */
export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

/** `core` for `@remit/core` and `@remit/core/part`; undefined for any other specifier. */
export function shortName(specifier: string): string | undefined {
  return /^@remit\/([a-z-]+)(\/|$)/.exec(specifier)?.[1];
}

function remitNames(record: Readonly<Record<string, string>> | undefined): string[] {
  return Object.keys(record ?? {}).flatMap((name) => shortName(name) ?? []);
}

/** Files of the repository, committed or about to be, with one of the given endings; generated files are left out. */
export function sourceFiles(...endings: readonly string[]): string[] {
  return (listedByGit() ?? filesBelow(''))
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .filter((file) => !/\.gen\.[a-z]+$/.test(file) && existsSync(join(root, file)))
    .sort();
}

/** What git knows, or undefined where there is no git or the sources came without it. */
function listedByGit(): string[] | undefined {
  try {
    return execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).split('\0');
  } catch {
    return undefined;
  }
}

const notOurs = new Set(['node_modules', 'dist', '.git', 'demo-out', 'remit-data', 'coverage']);

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
