/** The names that a package offers, read from its entry files. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNode, type Node, parseFile } from './syntax.ts';
import { readJson, root } from './workspace.ts';

/**
 * The public names of a package, sorted: values as they are, types as `type Name`, those of a further entry behind its
 * path (`./engine createEngine`). Throws on `export *`, which would make the list invisible.
 */
export function exportsOf(folder: string): string[] {
  // Shape: our own package.json.
  const manifest = readJson(`${folder}/package.json`) as { exports?: Record<string, { default: string }> };
  return Object.entries(manifest.exports ?? {}).flatMap(([entry, { default: built }]) => {
    // A bundle (verify.mjs) is a program, not a list of exports.
    if (!built.endsWith('.js')) return [];
    const file = built.replace(/^\.\/dist\//, `${folder}/src/`).replace(/\.js$/, '.ts');
    if (!existsSync(join(root, file)))
      throw new Error(`${folder} exports ${entry} as ${built}, but there is no ${file}`);
    const names = exportedNames(parseFile(readFileSync(join(root, file), 'utf8'), file), file);
    return names.map((name) => (entry === '.' ? name : `${entry} ${name}`));
  });
}

function exportedNames(program: Node, file: string): string[] {
  const body = Array.isArray(program['body']) ? program['body'].filter(isNode) : [];
  const names = body.flatMap((statement) => {
    if (statement.type === 'ExportAllDeclaration') throw new Error(`${file}: name the exports instead of \`export *\``);
    if (statement.type !== 'ExportNamedDeclaration') return [];
    const lead = statement['exportKind'] === 'type' ? 'type ' : '';
    return [...specified(statement), ...declared(statement['declaration'])].map((name) => `${lead}${name}`);
  });
  return names.sort();
}

function specified(statement: Node): string[] {
  const list = Array.isArray(statement['specifiers']) ? statement['specifiers'].filter(isNode) : [];
  return list.flatMap((specifier) => nameOf(specifier['exported']));
}

function declared(declaration: unknown): string[] {
  if (!isNode(declaration)) return [];
  if (!Array.isArray(declaration['declarations'])) return nameOf(declaration['id']);
  return declaration['declarations'].filter(isNode).flatMap((one) => nameOf(one['id']));
}

function nameOf(node: unknown): string[] {
  return isNode(node) && typeof node['name'] === 'string' ? [node['name']] : [];
}
