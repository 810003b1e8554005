/** Promises of the repository's own pages and package files: pins, licences, the two commands. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJson, readWorkspaces, root } from './lib/workspace.ts';

interface Manifest {
  readonly license?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

// Shape: our own package files, checked by npm.
const manifests = ['.', ...readWorkspaces().map(({ folder }) => folder)].map((folder) => ({
  folder,
  manifest: readJson(join(folder, 'package.json')) as Manifest,
}));

const text = (file: string) => readFileSync(join(root, file), 'utf8');

/** Every direct dependency on somebody else's package: [folder, name, version]. */
const foreign = manifests.flatMap(({ folder, manifest }) =>
  [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies, manifest.peerDependencies]
    .flatMap((record) => Object.entries(record ?? {}))
    .filter(([name]) => !name.startsWith('@remit/'))
    .map(([name, version]) => ({ folder, name, version })),
);

/** Rows `| name | pin | ... |` of a Markdown table. */
const policyRows = (): Map<string, string> =>
  new Map(
    [...text('DEPENDENCY_POLICY.md').matchAll(/^\| `([^`]+)` \| ([0-9][^ |]*) \|/gm)].map((match) => [
      match[1] ?? '',
      match[2] ?? '',
    ]),
  );

describe('dependencies', () => {
  it('[workspace.pins] every version is exact, the same in all packages, and npm enforces the engines', () => {
    expect(foreign.filter(({ version }) => !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version))).toEqual([]);
    const versions = new Map<string, Set<string>>();
    for (const { name, version } of foreign) versions.set(name, (versions.get(name) ?? new Set()).add(version));
    expect([...versions].filter(([, set]) => set.size > 1)).toEqual([]);
    const npmrc = text('.npmrc').split('\n');
    for (const line of ['engine-strict=true', 'save-exact=true', 'omit-lockfile-registry-resolved=true']) {
      expect(npmrc).toContain(line);
    }
  });

  it('[workspace.dependency-policy] the policy page lists exactly the direct dependencies with their pins', () => {
    const declared = [...new Set(foreign.map(({ name, version }) => `${name} ${version}`))].sort();
    expect([...policyRows()].map(([name, version]) => `${name} ${version}`).sort()).toEqual(declared);
  });

  it('[workspace.dependency-policy] what the product loads at run time is MIT, ISC or Apache-2.0', () => {
    const developmentOnly = new Set(['.', 'packages/testing', 'apps/demo', 'apps/bench']);
    const runtime = manifests
      .filter(({ folder }) => !developmentOnly.has(folder))
      .flatMap(({ manifest }) => Object.keys(manifest.dependencies ?? {}))
      .filter((name) => !name.startsWith('@remit/'));
    const licences = [...new Set(runtime)].map((name) => {
      const file = ['.', ...readWorkspaces().map(({ folder }) => folder)]
        .map((folder) => join(folder, 'node_modules', name, 'package.json'))
        .find((path) => existsSync(join(root, path)));
      // Shape: an installed package's own package.json.
      return { name, license: file === undefined ? 'not installed' : (readJson(file) as Manifest).license };
    });
    expect(licences.filter(({ license }) => !['MIT', 'ISC', 'Apache-2.0'].includes(license ?? ''))).toEqual([]);
    expect(licences.length).toBeGreaterThan(5);
  });

  it('the lock file names no download host', () => {
    expect(text('package-lock.json')).not.toMatch(/"resolved": "https?:/);
  });
});

it('[workspace.licence] every package states Apache-2.0 and LICENSE holds its text', () => {
  for (const { folder, manifest } of manifests) expect(manifest.license, folder).toBe('Apache-2.0');
  const licence = text('LICENSE');
  for (const part of [
    'Version 2.0, January 2004',
    '9. Accepting Warranty or Additional Liability',
    'END OF TERMS AND CONDITIONS',
  ]) {
    expect(licence).toContain(part);
  }
});

it('[workspace.two-commands] README starts with exactly two commands, and both prepare what they need', () => {
  const firstBlock = /```sh\n([\s\S]*?)```/.exec(text('README.md'))?.[1] ?? '';
  const commands = firstBlock
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '');
  expect(commands).toEqual(['npm run demo', 'npm test']);
  const scripts = manifests[0]?.manifest.scripts ?? {};
  for (const name of ['demo', 'test']) expect(scripts[name]).toMatch(/^node scripts\/setup\.mjs && /);
});
