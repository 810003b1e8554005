/** An installation whose records and keys lie in PostgreSQL, as an operator sees it. */
import { existsSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startPostgres } from '@remit/testing/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';
import { openMcpSession } from './testing/mcp-session.ts';

// The server is a development dependency of the package that talks to servers.
const FILES = createRequire(new URL('../../../packages/mcp/package.json', import.meta.url)).resolve(
  '@modelcontextprotocol/server-filesystem/dist/index.js',
);

const scope = (folder: string) => `remit-scope: 1
id: letters
system: { id: letters-eu, name: Letters, purpose: Sort letters }
agent: clerk
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2099-12-31 }
servers:
  files: { tools: { read_text_file: { when: { path: { path-within: { roots: ['${folder}'] } } } } } }
`;

const postgres = await startPostgres();
describe.skipIf(postgres.kind === 'absent')('an installation on PostgreSQL (skipped: no PostgreSQL)', () => {
  let house: Installation;
  let url = '';
  beforeAll(async () => {
    if (postgres.kind === 'absent') return;
    url = await postgres.newDatabase();
    house = makeInstallation();
    writeFileSync(join(house.dir, 'database-url'), `${url}\n`);
    const files = { command: process.execPath, args: [FILES, realpathSync(house.dir)] };
    const store = { postgres: { url: { file: 'database-url' } } };
    // JSON is YAML.
    writeFileSync(join(house.dir, 'remit.yaml'), JSON.stringify({ listen: { port: 0 }, store, servers: { files } }));
  });
  afterAll(async () => {
    await house.remove();
    if (postgres.kind === 'ready') await postgres.stop();
  });

  it('[ops.postgres] decides, records, signs, reports, and the report verifies; nothing of it lies in SQLite (skipped: no PostgreSQL)', async () => {
    const folder = realpathSync(house.dir);
    const made = await house.json('init', '--person', 'ada@example.org');
    house.key = String(made['token']);
    const vkey = String(made['vkey']);
    const clerkKey = String(
      (await house.json('key', 'create', '--person', 'bo@example.org', '--agent', 'clerk'))['token'],
    );
    writeFileSync(join(folder, 'letters.yaml'), scope(folder));
    expect((await house.remit('scope', 'declare', 'letters.yaml')).err).toBe('');
    const up = await house.start('up');
    const clerk = await openMcpSession(`${up.said['url']}/mcp/files`, clerkKey);
    const read = await clerk.call('read_text_file', { path: join(folder, 'letters.yaml') });
    expect(JSON.stringify(read)).toContain('Sort letters');
    expect(JSON.stringify(await clerk.call('read_text_file', { path: '/etc/hostname' }))).toContain('"isError":true');
    await up.stop();

    // A second start finds it all again.
    const again = await house.start('up');
    expect(JSON.parse((await house.remit('key', 'list', '--json')).out)).toHaveLength(2);
    expect(await house.remit('ledger', 'check')).toMatchObject({ code: 0 });
    const period = ['--from', '2020-01-01', '--to', '2099-12-31'];
    const report = await house.json('report', ...period, '--out', 'pack.zip');
    expect(report['traces']).toBe(2);
    await again.stop();
    const head = await house.json('ledger', 'head');
    writeFileSync(join(folder, 'trust'), `log ${vkey}\nquorum none\n---\n${String(head['checkpoint'])}`);
    const verified = await house.remit('verify', 'pack.zip', '--trust', 'trust');
    expect(`${verified.out}${verified.err}`).toContain('PASS');
    for (const file of ['control.sqlite', 'ledger/ledger.sqlite'])
      expect(existsSync(join(folder, 'remit-data', file)), file).toBe(false);
  }, 120_000);

  it('[ops.postgres] says what is missing, and repeats no password (skipped: no PostgreSQL)', async () => {
    const other = makeInstallation('store: { postgres: {} }\n');
    expect((await other.remit('init', '--person', 'ada@example.org')).err).toContain(
      'store.postgres.url is missing: name a file that holds it, or set REMIT_STORE_URL.',
    );
    await other.remove();
    const wrong = makeInstallation('store: { postgres: { url: "mysql://u:s3cret@h/d" } }\n');
    const said = await wrong.remit('init', '--person', 'ada@example.org');
    expect(said.err).toContain('store.postgres.url is not a URL that starts with postgres://.');
    expect(said.err).not.toContain('s3cret');
    await wrong.remove();
    const down = makeInstallation('store: { postgres: { url: "postgres://u:s3cret@127.0.0.1:1/d" } }\n');
    const refused = await down.remit('init', '--person', 'ada@example.org');
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain('ECONNREFUSED');
    expect(refused.err).not.toContain('s3cret');
    await down.remove();
  }, 60_000);
});
