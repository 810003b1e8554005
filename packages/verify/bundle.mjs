/**
 * Bundles the verifier into one readable file that needs nothing but Node, packages/verify/dist/verify.mjs, and into one page
 * that needs nothing but a browser, packages/verify/dist/verify.html.
 * Run after `tsc -b`. Not minified: whoever verifies should be able to read what runs.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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

/** The plain ES modules of the YAML parser, which need no wrappers and no require(). */
const yaml = fileURLToPath(new URL('./browser/dist/index.js', import.meta.resolve('yaml/package.json')));

function refuseWarnings(level, log) {
  // Threat: an import that is not bundled would make the verifier load code from the reader's machine.
  if (level === 'warn') throw new Error(`${log.code ?? 'warning'}: ${log.message}`);
}

function refuseImports(output, allowed) {
  const foreign = output
    .flatMap((chunk) => ('imports' in chunk ? chunk.imports : []))
    .filter((name) => !name.startsWith(allowed));
  if (foreign.length > 0) throw new Error(`the verifier imports ${foreign.join(', ')}`);
}

const bundle = await rolldown({
  input: here('./dist/main.js'),
  platform: 'node',
  treeshake: true,
  resolve: { alias: { yaml } },
  onLog: refuseWarnings,
});
const { output } = await bundle.write({
  file: here('./dist/verify.mjs'),
  format: 'esm',
  minify: false,
  banner,
  footer,
  sourcemap: false,
});
refuseImports(output, 'node:');

/** One script for a browser. What Node has and browsers lack comes from web/node-parts.ts. */
async function browserScript(input, define) {
  const parts = here('./web/node-parts.ts');
  const browser = await rolldown({
    input: here(input),
    platform: 'browser',
    treeshake: { moduleSideEffects: (id) => !id.includes('/zod/') },
    resolve: {
      alias: { yaml, 'node:zlib': parts, 'node:fs': parts },
      conditionNames: ['import', 'default'],
      extensionAlias: { '.js': ['.js', '.ts'] },
    },
    transform: { define, inject: { Buffer: [parts, 'Buffer'] } },
    onLog: refuseWarnings,
  });
  const made = await browser.generate({ format: 'iife', minify: false, sourcemap: false });
  refuseImports(made.output, '\0');
  return made.output[0].code;
}

const worker = `/* Third-party notices\n\n${notices.replaceAll('*/', '* /')}\n*/\n${await browserScript('./web/worker.ts', {})}`;
const script = await browserScript('./web/page.ts', { WORKER_SOURCE: '"@WORKER@"' });
writeFileSync(here('./dist/verify.html'), page(script.replace('"@WORKER@"', () => inScript(JSON.stringify(worker)))));

/** The shapes that VERIFY.md names, for whoever writes a verifier. */
mkdirSync(here('./dist/schemas'), { recursive: true });
for (const path of ['record.schema.json', 'schemas/imported-event.schema.json'])
  copyFileSync(here(`../../docs/reference/${path}`), here(`./dist/schemas/${basename(path)}`));

/** Text that may stand inside a script element. */
function inScript(text) {
  return text.replaceAll('<', '\\u003c');
}

/** The whole page. Its policy allows its own script and style by their digest, and workers made by it; nothing from outside. */
function page(code) {
  const style = readFileSync(here('./web/page.css'), 'utf8');
  const body = `\n/* verify.html ${versionOf('./package.json')}: offline verifier of Remit evidence packs. Apache-2.0. */\n${code}`;
  const digest = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = [
    "default-src 'none'",
    `script-src ${digest(body)}`,
    `style-src ${digest(style)}`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const parts = { CSP: policy, STYLE: style, SCRIPT: body };
  return readFileSync(here('./web/page.html'), 'utf8').replace(/@(CSP|STYLE|SCRIPT)@/g, (_, name) => parts[name]);
}
