/**
 * Builds everything: `tsc -b` over the workspace (incremental), then the one-file verifier when its bundle script is there.
 * `npm run build` runs it always; `scripts/setup.mjs` runs it only when sources changed.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFingerprint, workspaceFolders } from './lib/fingerprint.mjs';
import { withLock } from './lib/lock.mjs';
import { runStep, say } from './lib/progress.mjs';
import { readStamp, writeStamp } from './lib/stamp.mjs';

const BUNDLE = 'packages/verify/bundle.mjs';

/**
 * Runs the build and notes its fingerprint. The caller holds the set-up lock.
 * @param {string} root
 * @returns {Promise<boolean>} false when it failed; the reason has been printed
 */
export async function build(root) {
  // Taken before the compiler reads the sources: a file saved meanwhile is then built again next time.
  const fingerprint = buildFingerprint(root);
  forgetLostOutputs(root);
  const compiled = await runStep({
    title: 'compiling the workspace (tsc -b)',
    command: process.execPath,
    args: [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', '--pretty', 'false'],
    cwd: root,
  });
  if (!compiled.ok) {
    say(`the sources do not compile:\n${compiled.output.trimEnd()}`);
    return false;
  }
  if (existsSync(join(root, BUNDLE))) {
    const bundled = await runStep({
      title: 'bundling the verifier into one file (verify.mjs) and one page (verify.html)',
      command: process.execPath,
      args: [join(root, BUNDLE)],
      cwd: root,
    });
    if (!bundled.ok) {
      say(`${BUNDLE} failed:\n${bundled.output.trimEnd()}`);
      return false;
    }
  }
  writeStamp(root, { ...readStamp(root), build: fingerprint });
  return true;
}

/**
 * True when what the build writes lies where it should, so that a deleted `dist` is noticed.
 * @param {string} root
 * @returns {boolean}
 */
export function outputsExist(root) {
  const made = ['verify.mjs', 'verify.html'].map((name) => join(root, 'packages', 'verify', 'dist', name));
  return (
    workspaceFolders(root).every((folder) => existsSync(join(root, folder, 'dist'))) &&
    (!existsSync(join(root, BUNDLE)) || made.every((file) => existsSync(file)))
  );
}

/**
 * `tsc -b` trusts its build information and does not look whether the outputs are still there.
 * @param {string} root
 */
function forgetLostOutputs(root) {
  for (const folder of workspaceFolders(root)) {
    if (!existsSync(join(root, folder, 'dist'))) rmSync(join(root, folder, 'tsconfig.tsbuildinfo'), { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  process.exitCode = (await withLock(root, say, () => build(root))) ? 0 : 1;
}
