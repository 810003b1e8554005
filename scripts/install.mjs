/** The install step of set-up: `npm install`, then a check that the native module loads, with advice when something fails. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { installFingerprint } from './lib/fingerprint.mjs';
import { runStep, say, tail } from './lib/progress.mjs';
import { readStamp, writeStamp } from './lib/stamp.mjs';
import { localHeaders, missingTools, toolchainAdvice } from './lib/toolchain.mjs';

const LOG = '.setup.log';

/**
 * Installs the dependencies and notes the fingerprint. The caller holds the set-up lock.
 * @param {string} root
 * @returns {Promise<boolean>} false when it failed; the reason has been printed
 */
export async function install(root) {
  // Taken before npm reads the files: one that is changed meanwhile is then installed next time.
  const fingerprint = installFingerprint(root);
  const env = { ...process.env };
  const headers = localHeaders(process.execPath, process.versions.node);
  // Without this node-gyp downloads the headers, which fails where nodejs.org cannot be reached.
  if (headers !== undefined && env['npm_config_nodedir'] === undefined) env['npm_config_nodedir'] = headers;
  if (!isInstalled(root) && missingTools(env).length > 0) {
    say(
      `not found: ${missingTools(env).join(', ')}. Trying without; needed only if better-sqlite3 has to be compiled.`,
    );
  }
  const installed = await npm(root, env, { title: 'installing dependencies', detail: installDetail(root) }, [
    'install',
    '--no-audit',
    '--no-fund',
    // Leaves the lock file as it is: npm 10 would drop fields that npm 11 wrote. CI checks that both agree.
    '--no-save',
    // NODE_ENV=production would leave out the compiler that the next step needs.
    '--include=dev',
  ]);
  if (!installed.ok) return explain(root, env, 'npm install failed', installed.output);
  if (!nativeModuleLoads(root)) {
    const rebuilt = await npm(root, env, { title: 'compiling better-sqlite3 for this Node' }, [
      'rebuild',
      'better-sqlite3',
      '--ignore-scripts=false',
    ]);
    if (!rebuilt.ok || !nativeModuleLoads(root)) {
      return explain(root, env, 'better-sqlite3 does not load on this Node', rebuilt.output);
    }
  }
  writeStamp(root, { ...readStamp(root), install: fingerprint });
  return true;
}

/**
 * True when an earlier `npm install` finished here.
 * @param {string} root
 * @returns {boolean}
 */
export function isInstalled(root) {
  return existsSync(join(root, 'node_modules', '.package-lock.json'));
}

/**
 * @param {string} root
 * @returns {string}
 */
function installDetail(root) {
  const count = packageCount(root);
  return isInstalled(root)
    ? `${count} packages, most are there`
    : `${count} packages, compiles better-sqlite3, about 2 minutes`;
}

/**
 * How many packages the lock file holds for this system.
 * @param {string} root
 * @returns {number}
 */
function packageCount(root) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const fits = (/** @type {string[] | undefined} */ list, /** @type {string} */ here) =>
    list === undefined || list.includes(here);
  return Object.entries(lock.packages).filter(
    ([path, entry]) =>
      path.includes('node_modules/') &&
      entry.link !== true &&
      fits(entry.os, process.platform) &&
      fits(entry.cpu, process.arch),
  ).length;
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {{ title: string, detail?: string }} label
 * @param {readonly string[]} args
 */
function npm(root, env, label, args) {
  // Under `npm run` this is the npm that the person started; otherwise the one on the PATH.
  const cli = env['npm_execpath'];
  const own = cli !== undefined && basename(cli) === 'npm-cli.js';
  return runStep({
    ...label,
    command: own ? process.execPath : 'npm',
    args: own ? [cli, ...args] : args,
    cwd: root,
    env,
  });
}

/**
 * @param {string} root
 * @returns {boolean}
 */
function nativeModuleLoads(root) {
  const script = "new (require('better-sqlite3'))(':memory:').close()";
  return spawnSync(process.execPath, ['-e', script], { cwd: root, stdio: 'ignore' }).status === 0;
}

/**
 * Prints what went wrong and what to do.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {string} what
 * @param {string} output
 * @returns {false}
 */
function explain(root, env, what, output) {
  writeFileSync(join(root, LOG), output);
  say(`${what}. The last lines (all of it is in ${LOG}):\n${tail(output, 25)}`);
  for (const line of advice(output, missingTools(env))) say(line);
  return false;
}

/**
 * What to do about a failed install, judged by its output.
 * @param {string} output
 * @param {readonly string[]} missing tools that are not on the PATH
 * @returns {string[]}
 */
export function advice(output, missing) {
  const lines = [];
  if (/EBADENGINE/.test(output)) {
    lines.push(
      'A package does not accept this Node version. Use Node 20.19 or newer; 22 and 24 are the maintained lines.',
    );
  }
  // better-sqlite3 first tries to download a binary, so network errors stand in every failed compilation's output too.
  const compilation = /gyp ERR|node-gyp/.test(output);
  if (!compilation && /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(output)) {
    lines.push('The npm registry could not be reached. Check the network, the proxy and `npm config get registry`.');
  }
  if (/ENOSPC/.test(output)) lines.push('The disk is full: the dependencies need about 600 MB.');
  if (/EACCES|EPERM/.test(output)) {
    lines.push('Some files cannot be written. Check who owns this folder and the npm cache (`npm config get cache`).');
  }
  if (compilation || missing.length > 0) {
    if (missing.length > 0) lines.push(`Missing here: ${missing.join(', ')}.`);
    lines.push(toolchainAdvice());
  }
  return lines.length > 0 ? lines : ['Run `npm install` by hand to see the whole output.'];
}
