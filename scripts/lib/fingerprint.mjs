/** Content hashes that tell set-up whether anything changed since the last run. No clock, no modification times. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * The folders of all workspace packages, relative to the root, sorted.
 * @param {string} root
 * @returns {string[]}
 */
export function workspaceFolders(root) {
  return ['packages', 'apps'].flatMap((parent) =>
    existsSync(join(root, parent))
      ? readdirSync(join(root, parent))
          .filter((name) => existsSync(join(root, parent, name, 'package.json')))
          .sort()
          .map((name) => `${parent}/${name}`)
      : [],
  );
}

/**
 * SHA-256 over the names and contents of files, in the order given. A missing file counts as missing, not as empty.
 * @param {string} root
 * @param {readonly string[]} files paths relative to root
 * @param {readonly string[]} facts further strings that matter (versions, platform)
 * @returns {string} lower-case hex
 */
function hashFiles(root, files, facts = []) {
  const hash = createHash('sha256');
  for (const fact of facts) hash.update(`fact ${fact}\n`);
  for (const file of files) {
    const path = join(root, file);
    const bytes = existsSync(path) ? readFileSync(path) : undefined;
    hash.update(`${file} ${bytes === undefined ? 'missing' : bytes.length}\n`);
    if (bytes !== undefined) hash.update(bytes);
  }
  return hash.digest('hex');
}

/**
 * Everything that decides what `npm install` would do: package files, lock, npm settings and the native ABI.
 * @param {string} root
 * @returns {string}
 */
export function installFingerprint(root) {
  const manifests = workspaceFolders(root).map((folder) => `${folder}/package.json`);
  const facts = [`abi ${process.versions.modules}`, `${process.platform}-${process.arch}`];
  return hashFiles(root, ['package.json', 'package-lock.json', '.npmrc', ...manifests], facts);
}

/**
 * Everything that decides what the build writes: non-test sources and compiler settings.
 * @param {string} root
 * @returns {string}
 */
export function buildFingerprint(root) {
  const files = workspaceFolders(root).flatMap((folder) => [
    `${folder}/package.json`,
    `${folder}/tsconfig.json`,
    `${folder}/bundle.mjs`,
    ...['src', 'web'].flatMap((part) =>
      filesBelow(join(root, folder, part)).map((path) => relative(root, path).split(sep).join('/')),
    ),
  ]);
  const sources = files.filter((file) => !file.endsWith('.test.ts'));
  const shapes = ['docs/reference/record.schema.json', 'docs/reference/schemas/imported-event.schema.json'];
  return hashFiles(root, ['tsconfig.json', 'tsconfig.base.json', 'scripts/build.mjs', ...shapes, ...sources]);
}

/**
 * @param {string} folder absolute
 * @returns {string[]} absolute paths of all files below, sorted
 */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
    });
}
