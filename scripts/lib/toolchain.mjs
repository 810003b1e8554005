/** What better-sqlite3 needs on a machine for which no prebuilt binary can be downloaded: it is then compiled. */
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * The tools missing for a native build, by name; empty when all are there.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function missingTools(env) {
  const compilers = env['CXX'] ? [env['CXX'].split(' ')[0] ?? ''] : ['g++', 'clang++', 'c++'];
  return [
    ...(onPath(env, ['python3', 'python']) ? [] : ['python3']),
    ...(onPath(env, ['make', 'gmake']) ? [] : ['make']),
    ...(onPath(env, compilers) ? [] : ['a C++ compiler (g++)']),
  ];
}

/**
 * How to install them, per system.
 * @returns {string}
 */
export function toolchainAdvice() {
  return [
    'better-sqlite3 is compiled when no prebuilt binary can be downloaded. That needs python3, make and g++:',
    '  Debian, Ubuntu:  apt-get install python3 make g++',
    '  Fedora, RHEL:    dnf install python3 make gcc-c++',
    '  Alpine:          apk add python3 make g++ linux-headers',
    '  macOS:           xcode-select --install',
    '  Windows:         install "Desktop development with C++" of Visual Studio Build Tools, and Python 3',
  ].join('\n');
}

/**
 * The folder to give to node-gyp as `npm_config_nodedir`, so that it does not download Node's headers: Node's own prefix,
 * when headers of exactly this version lie there. Other versions' headers would compile into a module that crashes.
 * @param {string} execPath
 * @param {string} version `process.versions.node`
 * @returns {string | undefined}
 */
export function localHeaders(execPath, version) {
  const prefix = dirname(dirname(execPath));
  const header = join(prefix, 'include', 'node', 'node_version.h');
  if (!existsSync(header)) return undefined;
  const text = readFileSync(header, 'utf8');
  const found = ['MAJOR', 'MINOR', 'PATCH'].map(
    (part) => new RegExp(`#define NODE_${part}_VERSION (\\d+)`).exec(text)?.[1] ?? '?',
  );
  return found.join('.') === version ? prefix : undefined;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} names
 */
function onPath(env, names) {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter);
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  return names.some(
    (name) => existsSync(name) || folders.some((f) => suffixes.some((s) => existsSync(join(f, name + s)))),
  );
}
