/**
 * Makes a checkout ready to run, and does nothing when nothing changed: installs the dependencies when a package file
 * changed or `node_modules` is missing, builds when a source changed. `npm run demo` and `npm test` call it first.
 * Uses nothing but Node.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, outputsExist } from './build.mjs';
import { install, isInstalled } from './install.mjs';
import { buildFingerprint, installFingerprint } from './lib/fingerprint.mjs';
import { withLock } from './lib/lock.mjs';
import { nodeProblem } from './lib/node-version.mjs';
import { say } from './lib/progress.mjs';
import { readStamp } from './lib/stamp.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const needsInstall = () => !isInstalled(root) || readStamp(root).install !== installFingerprint(root);
const needsBuild = () => !outputsExist(root) || readStamp(root).build !== buildFingerprint(root);

/** @returns {Promise<number>} exit code */
async function setUp() {
  const problem = nodeProblem(process.versions.node, process.execPath);
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    return 1;
  }
  if (!existsSync(join(root, 'package-lock.json'))) {
    process.stderr.write('package-lock.json is missing: this is not a complete checkout of Remit.\n');
    return 1;
  }
  if (!needsInstall() && !needsBuild()) return 0;
  return withLock(root, say, async () => {
    // Asked again under the lock: another set-up may have done the work meanwhile.
    if (needsInstall() && !(await install(root))) return 1;
    if (needsBuild() && !(await build(root))) return 1;
    return 0;
  });
}

process.exitCode = await setUp();
