/**
 * Makes the old data that later versions are tested with: a backup of a small installation with a few calls, a pack of it
 * and what is needed to verify it. Run once for a version, on a build of that version, and never again:
 * `node scripts/make-fixture.mjs test/fixtures/VERSION`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const out = resolve(process.argv[2] ?? '');
if (process.argv[2] === undefined) throw new Error('usage: node scripts/make-fixture.mjs FOLDER');
const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'apps/remit/dist/main.js');
const server = createRequire(join(root, 'packages/mcp/package.json')).resolve(
  '@modelcontextprotocol/server-filesystem/dist/index.js',
);
const work = mkdtempSync(join(tmpdir(), 'remit-fixture-'));
/** @type {Record<string, string>} */
const env = { PATH: process.env['PATH'] ?? '', HOME: work };
const put = (/** @type {string} */ name, /** @type {string} */ text) => writeFileSync(join(work, name), text);

/** @param {string[]} args */
const remit = (...args) =>
  JSON.parse(execFileSync(process.execPath, [main, ...args, '--json'], { cwd: work, env, encoding: 'utf8' }));

/** @param {string[]} args */
async function start(...args) {
  const child = spawn(process.execPath, [main, ...args, '--json'], {
    cwd: work,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  return { child, said: JSON.parse(String(line).split('\n', 1)[0] ?? '') };
}

/** @param {string} url @param {string} key @param {object} message @param {Record<string, string>} headers */
const post = (url, key, message, headers = {}) =>
  // oxlint-disable-next-line no-restricted-globals -- three requests of a script that is run once for a version
  fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...message }),
  });

put('letter.txt', 'A letter.');
put('remit.yaml', 'listen: { port: 0 }\nlog: { origin: fixture.example/log }\n');
const admin = remit('init', '--person', 'ada@example.org');
env['REMIT_KEY'] = admin.token;
const agent = remit('key', 'create', '--person', 'bob@example.org', '--agent', 'clerk');
const witness = await start(
  'witness',
  '--dir',
  'witness',
  '--name',
  'witness.example/w',
  '--log',
  admin.vkey,
  '--listen',
  '127.0.0.1:0',
);
put(
  'remit.yaml',
  `listen: { port: 0 }
log: { origin: fixture.example/log, witnesses: [{ name: w, url: "${witness.said.url}", vkey: "${witness.said.vkey}" }] }
servers: { files: { command: node, args: [${JSON.stringify(server)}, ${JSON.stringify(work)}] } }
`,
);
put(
  'scope.yaml',
  `remit-scope: 1
id: letters
system: { id: letters-eu, name: Letters, purpose: Sort letters }
agent: clerk
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2099-12-31 }
servers:
  files: { tools: { read_text_file: { when: { path: { path-within: { roots: [${work}] } } } } } }
`,
);
const up = await start('up');
remit('scope', 'declare', 'scope.yaml');
const url = `${up.said.url}/mcp/files`;
const opened = await post(url, agent.token, {
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'fixture', version: '1' } },
});
const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '', 'mcp-protocol-version': '2025-11-25' };
await opened.text();
for (const path of [join(work, 'letter.txt'), '/etc/hostname']) {
  const params = { name: 'read_text_file', arguments: { path } };
  await (await post(url, agent.token, { id: 2, method: 'tools/call', params }, session)).text();
}
mkdirSync(out, { recursive: true });
const now = new Date();
remit('report', '--from', '2026-01-01', '--to', '2099-12-31', '--out', join(out, 'pack.zip'));
const head = remit('ledger', 'head');
up.child.kill('SIGTERM');
await once(up.child, 'exit');
remit('backup', '--out', join(out, 'backup'));
witness.child.kill('SIGTERM');
await once(witness.child, 'exit');
writeFileSync(
  join(out, 'trust'),
  `log ${admin.vkey}\nwitness w ${witness.said.vkey}\nquorum w\n---\n${head.checkpoint}`,
);
writeFileSync(join(out, 'admin.key'), `${admin.token}\n`);
writeFileSync(join(out, 'now'), `${new Date(now.getTime() + 60_000).toISOString()}\n`);
copyFileSync(join(work, 'scope.yaml'), join(out, 'scope.yaml'));
rmSync(work, { recursive: true, force: true });
console.log(`made ${out}`);
