/**
 * Bundles the verifier into one readable file that needs nothing but Node: packages/verify/dist/verify.mjs.
 * Run after `tsc -b`. Not minified: whoever verifies should be able to read what runs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const versionOf = (path) => JSON.parse(readFileSync(here(path), 'utf8')).version;

const banner = `#!/usr/bin/env node
/*
 * verify.mjs: offline verifier of Remit evidence packs, version ${versionOf('./package.json')}.
 * usage: node verify.mjs PACK --trust FILE [--json] [--now TIME]
 * Licensed under the Apache License, Version 2.0. Bundled from the sources of the packages core, tlog, record, scope and
 * verify, with zod (MIT), ulid (MIT) and yaml (ISC); their notices stand at the end of this file.
 */`;

/** The licences of the packages in the bundle, as their authors ask. */
const notices = ['zod', 'ulid', 'yaml']
  .map((name) => {
    const folder = fileURLToPath(new URL('.', import.meta.resolve(`${name}/package.json`)));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence file`);
    return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}`;
  })
  .join('\n\n');
const footer = `/*\nThird-party notices\n\n${notices.replaceAll('*/', '* /')}\n*/`;

const bundle = await rolldown({
  input: here('./dist/main.js'),
  platform: 'node',
  treeshake: true,
  // The plain ES modules of the YAML parser, which need no wrappers and no require().
  resolve: {
    alias: { yaml: fileURLToPath(new URL('./browser/dist/index.js', import.meta.resolve('yaml/package.json'))) },
  },
  onLog(level, log) {
    // Threat: an import that is not bundled would make the verifier load code from the reader's machine.
    if (level === 'warn') throw new Error(`${log.code ?? 'warning'}: ${log.message}`);
  },
});
const { output } = await bundle.write({
  file: here('./dist/verify.mjs'),
  format: 'esm',
  minify: false,
  banner,
  footer,
  sourcemap: false,
});
const foreign = output
  .flatMap((chunk) => ('imports' in chunk ? chunk.imports : []))
  .filter((name) => !name.startsWith('node:'));
if (foreign.length > 0) throw new Error(`the verifier imports ${foreign.join(', ')}; only node: modules are allowed`);
