/** The parts of scripts/setup.mjs, one by one. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { advice } from '../scripts/install.mjs';
import { buildFingerprint, installFingerprint } from '../scripts/lib/fingerprint.mjs';
import { isAtLeast, MINIMUM_NODE, nodeProblem } from '../scripts/lib/node-version.mjs';
import { localHeaders, missingTools } from '../scripts/lib/toolchain.mjs';
import { readJson, readWorkspaces } from './lib/workspace.ts';

const made: string[] = [];
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'remit-setup-'));
  made.push(path);
  return path;
};
const put = (root: string, file: string, text: string): void => {
  mkdirSync(join(root, file, '..'), { recursive: true });
  writeFileSync(join(root, file), text);
};

afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

describe('Node version', () => {
  it.each([
    ['20.19.0', true],
    ['20.20.2', true],
    ['22.0.0', true],
    ['20.18.3', false],
    ['18.20.4', false],
    ['20.9.0', false],
  ])('%s is accepted: %s', (version, accepted) => {
    expect(isAtLeast(version, '20.19')).toBe(accepted);
  });

  it('[workspace.setup] the refusal names both versions, the program and what to do', () => {
    expect(nodeProblem('20.19.0', '/usr/bin/node')).toBeUndefined();
    const text = nodeProblem('18.20.4', '/opt/old/bin/node');
    for (const part of ['20.19', '18.20.4', '/opt/old/bin/node', 'Install Node 22 or 24']) expect(text).toContain(part);
  });

  it('[workspace.setup] the minimum is the one that every package.json states', () => {
    const files = ['package.json', ...readWorkspaces().map((workspace) => `${workspace.folder}/package.json`)];
    for (const file of files) expect(readJson(file), file).toMatchObject({ engines: { node: `>=${MINIMUM_NODE}` } });
  });
});

describe('fingerprints', () => {
  const checkout = (): string => {
    const root = folder();
    put(root, 'package.json', '{}');
    put(root, 'package-lock.json', '{}');
    put(root, 'packages/a/package.json', '{}');
    put(root, 'packages/a/src/index.ts', 'export {};');
    return root;
  };

  it('[workspace.setup] the install depends on package files and the lock, not on sources', () => {
    const root = checkout();
    const before = installFingerprint(root);
    put(root, 'packages/a/src/index.ts', 'export const a = 1;');
    expect(installFingerprint(root)).toBe(before);
    put(root, 'packages/a/package.json', '{"name":"a"}');
    const afterPackage = installFingerprint(root);
    put(root, 'package-lock.json', '{"lockfileVersion":3}');
    expect(new Set([before, afterPackage, installFingerprint(root)]).size).toBe(3);
  });

  it('[workspace.setup] the build depends on sources and compiler settings, not on tests', () => {
    const root = checkout();
    const seen = [buildFingerprint(root)];
    const changes = [
      ['packages/a/src/index.ts', 'export const a = 1;'],
      ['packages/a/src/deep/b.ts', ''],
      ['packages/a/tsconfig.json', '{}'],
      ['tsconfig.base.json', '{}'],
      ['packages/a/bundle.mjs', ''],
    ] as const;
    for (const [file, text] of changes) {
      put(root, file, text);
      seen.push(buildFingerprint(root));
    }
    expect(new Set(seen).size).toBe(changes.length + 1);
    put(root, 'packages/a/src/index.test.ts', 'test');
    expect(buildFingerprint(root)).toBe(seen.at(-1));
  });

  it('tells a renamed file and a moved boundary between two files', () => {
    const root = checkout();
    put(root, 'packages/a/src/x.ts', 'ab');
    put(root, 'packages/a/src/y.ts', 'c');
    const before = buildFingerprint(root);
    put(root, 'packages/a/src/x.ts', 'a');
    put(root, 'packages/a/src/y.ts', 'bc');
    expect(buildFingerprint(root)).not.toBe(before);
  });
});

describe('compiling better-sqlite3', () => {
  it('[workspace.setup] names each tool that is missing', () => {
    const bin = folder();
    expect(missingTools({ PATH: bin })).toEqual(['python3', 'make', 'a C++ compiler (g++)']);
    for (const tool of ['python3', 'make', 'clang++']) put(bin, tool, '');
    expect(missingTools({ PATH: bin })).toEqual([]);
    expect(missingTools({ PATH: bin, CXX: 'my-cxx -m64' })).toEqual(['a C++ compiler (g++)']);
  });

  it("[workspace.setup] uses Node's own headers only when they are of exactly this version", () => {
    const prefix = folder();
    const node = join(prefix, 'bin', 'node');
    expect(localHeaders(node, '20.20.2')).toBeUndefined();
    const header = '#define NODE_MAJOR_VERSION 20\n#define NODE_MINOR_VERSION 20\n#define NODE_PATCH_VERSION 2\n';
    put(prefix, 'include/node/node_version.h', header);
    expect(localHeaders(node, '20.20.2')).toBe(prefix);
    expect(localHeaders(node, '20.20.1')).toBeUndefined();
  });

  it.each([
    ['npm error code EBADENGINE', [], /does not accept this Node version/],
    ['npm error code ENOTFOUND', [], /registry could not be reached/],
    ['npm error ENOSPC: no space left on device', [], /disk is full/],
    ['npm error EACCES: permission denied', [], /cannot be written/],
    ['npm error gyp ERR! stack Error: not found: make', ['make'], /Missing here: make/],
    ['something else', [], /Run `npm install` by hand/],
  ])('advises on: %s', (output, missing, expected) => {
    expect(advice(output, missing).join('\n')).toMatch(expected);
  });

  it('does not blame the network when the compiler failed after the download had been refused', () => {
    const lines = advice('prebuild-install http request ENOTFOUND\nnpm error gyp ERR! configure error', ['python3']);
    expect(lines.join('\n')).not.toMatch(/registry/);
  });
});
