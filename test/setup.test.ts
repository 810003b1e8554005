/** scripts/setup.mjs as a whole, in a made-up checkout whose npm and compiler only write down that they were called. */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root as repository } from './lib/workspace.ts';

let root = '';
const path = (file: string) => join(root, file);
const put = (file: string, text: string): void => {
  mkdirSync(join(path(file), '..'), { recursive: true });
  writeFileSync(path(file), text);
};
const calls = (): string[] => (existsSync(path('calls')) ? readFileSync(path('calls'), 'utf8').trim().split('\n') : []);

const note = (text: string) =>
  `const fs = require('node:fs'); fs.appendFileSync('calls', ${JSON.stringify(`${text}\n`)});`;

const fakeNpm = `${note('install')}
if (fs.existsSync('npm-fails')) { console.error('npm error code ENOTFOUND'); process.exit(1); }
fs.mkdirSync('node_modules/typescript/bin', { recursive: true });
fs.mkdirSync('node_modules/better-sqlite3', { recursive: true });
fs.copyFileSync('fake-tsc.js', 'node_modules/typescript/bin/tsc');
fs.writeFileSync('node_modules/better-sqlite3/index.js', 'module.exports = class { close() {} }');
fs.writeFileSync('node_modules/.package-lock.json', '{}');
`;

const fakeTsc = `${note('build')}
if (fs.readFileSync('packages/a/src/index.ts', 'utf8').includes('broken')) { console.log('index.ts(1,1): error TS1005'); process.exit(2); }
// Like the real one: trusts its build information and does not look whether the outputs are still there.
if (!fs.existsSync('packages/a/tsconfig.tsbuildinfo')) fs.mkdirSync('packages/a/dist', { recursive: true });
fs.writeFileSync('packages/a/tsconfig.tsbuildinfo', '');
`;

interface Run {
  readonly code: number | null;
  readonly output: string;
}

const setUp = (): Promise<Run> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['scripts/setup.mjs'], {
      cwd: root,
      env: { PATH: process.env['PATH'], CI: 'true', npm_execpath: path('npm-cli.js') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString('utf8');
      });
    }
    child.on('close', (code) => resolve({ code, output }));
  });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'remit-checkout-'));
  cpSync(join(repository, 'scripts'), path('scripts'), { recursive: true });
  put('package.json', '{"type":"commonjs"}');
  put('package-lock.json', '{"packages":{"":{},"node_modules/x":{},"node_modules/y":{"os":["none"]}}}');
  put('packages/a/package.json', '{}');
  put('packages/a/src/index.ts', 'export {};');
  put('npm-cli.js', fakeNpm);
  put('fake-tsc.js', fakeTsc);
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('set-up', () => {
  it('[workspace.setup] installs and builds a fresh checkout, then does nothing and says nothing', async () => {
    const first = await setUp();
    expect(first.output).toContain('installing dependencies: 1 packages');
    expect(first.output).toMatch(/compiling the workspace \(tsc -b\): done in \d+ s/);
    expect(first.code).toBe(0);
    expect(await setUp()).toEqual({ code: 0, output: '' });
    expect(calls()).toEqual(['install', 'build']);
  });

  it('[workspace.setup] builds again, without installing, when a source changed or an output is gone', async () => {
    await setUp();
    put('packages/a/src/index.ts', 'export const a = 1;');
    await setUp();
    rmSync(path('packages/a/dist'), { recursive: true });
    await setUp();
    expect(calls()).toEqual(['install', 'build', 'build', 'build']);
    expect(existsSync(path('packages/a/dist'))).toBe(true);
  });

  it('[workspace.setup] installs again when a package file changed or node_modules is gone', async () => {
    await setUp();
    put('package.json', '{"type":"commonjs","name":"x"}');
    await setUp();
    rmSync(path('node_modules'), { recursive: true });
    await setUp();
    expect(calls()).toEqual(['install', 'build', 'install', 'install']);
  });

  it('[workspace.setup] two at once do the work once', async () => {
    const runs = await Promise.all([setUp(), setUp(), setUp()]);
    expect(runs.map((run) => run.code)).toEqual([0, 0, 0]);
    expect(calls()).toEqual(['install', 'build']);
    expect(existsSync(path('.setup.lock'))).toBe(false);
  });

  it('[workspace.setup] takes over the lock of a set-up that died', async () => {
    const gone = spawn(process.execPath, ['-e', '0']);
    await new Promise((resolve) => gone.on('close', resolve));
    put('.setup.lock', String(gone.pid));
    expect((await setUp()).code).toBe(0);
    expect(calls()).toEqual(['install', 'build']);
  });

  it('[workspace.setup] stops with the reason when the install fails, and tries again next time', async () => {
    put('npm-fails', '');
    const failed = await setUp();
    expect(failed.code).toBe(1);
    expect(failed.output).toContain('The npm registry could not be reached');
    rmSync(path('npm-fails'));
    expect((await setUp()).code).toBe(0);
    expect(calls()).toEqual(['install', 'install', 'build']);
  });

  it('[workspace.setup] shows the compiler errors when the sources do not compile, and tries again next time', async () => {
    put('packages/a/src/index.ts', 'broken');
    const failed = await setUp();
    expect(failed.code).toBe(1);
    expect(failed.output).toContain('index.ts(1,1): error TS1005');
    put('packages/a/src/index.ts', 'mended');
    expect((await setUp()).code).toBe(0);
    expect(calls()).toEqual(['install', 'build', 'build']);
  });

  it('refuses a folder that is no complete checkout', async () => {
    rmSync(path('package-lock.json'));
    expect(await setUp()).toMatchObject({ code: 1, output: expect.stringContaining('package-lock.json is missing') });
  });
});
