/** A whole installation as an operator sees it: its metrics, and what its log does not say. */
import { realpathSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation, Ran } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';
import type { McpAnswer } from './testing/mcp-session.ts';
import { openMcpSession } from './testing/mcp-session.ts';

// The server is a development dependency of the package that talks to servers.
const FILES = createRequire(new URL('../../../packages/mcp/package.json', import.meta.url)).resolve(
  '@modelcontextprotocol/server-filesystem/dist/index.js',
);

/** Secrets by what they are; none may come up in the log. */
const SECRETS = {
  headerValue: 'Bearer upstream-s3cret-header',
  queryValue: 'upstream-s3cret-query',
  variable: 's3cret-environment-value',
  startArgument: 's3cret-argument-of-a-program',
  argument: 's3cret-argument-value',
  badArgument: 's3cret-argument-of-a-denied-call',
  toolName: 's3cret-name-of-no-tool',
  answer: 's3cret-answer-of-the-upstream',
  content: 's3cret-content-of-a-file',
  admin: 'ada.secret@example.org',
  person: 'bob.secret@example.org',
  affected: 'case-s3cret-77',
  strangersKey: 'remit_s3cretstranger_s3cretstranger',
};

const scope = (folder: string) => `remit-scope: 1
id: letters
system: { id: letters-eu, name: Letters, purpose: Sort letters }
agent: clerk
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2099-12-31 }
servers:
  files:
    tools:
      read_text_file:
        when: { path: { path-within: { roots: ['${folder}'] } } }
        about: { argument: path, segment-after: '${folder}' }
  tickets: { tools: { create: { when: { x: { any: true } } } } }
  broken: { tools: { create: { when: { x: { any: true } } } } }
`;

describe('an installation', () => {
  let house: Installation;
  let upstream: Server;
  let metrics = '';
  let keptFor: string | null = null;
  let log: Ran;
  let read: McpAnswer;
  const keys: string[] = [];
  const heads: string[] = [];

  beforeAll(async () => {
    upstream = createServer((req, res) => {
      heads.push(String(req.headers.authorization));
      res.writeHead(500, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ error: SECRETS.answer, heard: req.headers.authorization }));
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const { port } = upstream.address() as AddressInfo; // a TCP server's address
    house = makeInstallation();
    const folder = realpathSync(house.dir);
    writeFileSync(join(folder, SECRETS.affected), SECRETS.content);
    const files = { command: process.execPath, args: [FILES, folder], env: { EXTRA: SECRETS.variable } };
    const tickets = {
      url: `http://127.0.0.1:${port}/mcp?key=${SECRETS.queryValue}`,
      headers: { Authorization: SECRETS.headerValue },
    };
    // Prints how it was started, as many programs do, and ends.
    const broken = {
      command: process.execPath,
      args: ['-e', 'console.error(process.argv, process.env); process.exit(1)', SECRETS.startArgument],
      env: { EXTRA: SECRETS.variable },
      era: '2025-11-25',
    };
    // JSON is YAML.
    const config = { listen: { port: 0 }, logging: { level: 'debug' }, servers: { files, tickets, broken } };
    writeFileSync(join(folder, 'remit.yaml'), JSON.stringify(config));
    house.key = String((await house.json('init', '--person', SECRETS.admin))['token']);
    const made = await house.json('key', 'create', '--person', SECRETS.person, '--agent', 'clerk');
    const key = String(made['token']);
    keys.push(house.key, key);
    const up = await house.start('up');
    writeFileSync(join(folder, 'letters.yaml'), scope(folder));
    const declared = await house.remit('scope', 'declare', 'letters.yaml');
    if (declared.code !== 0) throw new Error(declared.err);
    const url = String(up.said['url']);
    const clerk = await openMcpSession(`${url}/mcp/files`, key);
    read = await clerk.call('read_text_file', { path: join(folder, SECRETS.affected) });
    await clerk.call('read_text_file', { path: `/etc/${SECRETS.badArgument}` });
    await clerk.call(SECRETS.toolName, { x: SECRETS.argument });
    for (const server of ['tickets', 'broken'])
      await (await openMcpSession(`${url}/mcp/${server}`, key)).call('create', { x: SECRETS.argument });
    await fetch(`${url}/mcp`, { method: 'POST', headers: { authorization: `Bearer ${SECRETS.strangersKey}` } });
    await fetch(`${url}/mcp/files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: `{"${SECRETS.argument}`,
    });
    const page = await fetch(`${url}/metrics`);
    keptFor = page.headers.get('keep-alive');
    metrics = await page.text();
    log = await up.stop();
  }, 60_000);
  afterAll(async () => {
    upstream.close();
    await house.remove();
  });

  it('[ops.metrics.wire] counts the calls that it answered', () => {
    const lines = metrics.split('\n');
    expect(lines).toContain('remit_calls_total{server="files",decision="permit",outcome="executed"} 1');
    expect(lines).toContain('remit_step_duration_seconds_count{step="forward"} 1');
    expect(lines).toContain('remit_auth_rejects_total{reason="malformed"} 1');
    expect(lines).toContain('remit_signer_state{state="ok"} 1');
    expect(lines).toContain('remit_upstream_connections{server="files",state="connected"} 1');
    for (const [what, secret] of Object.entries(SECRETS)) expect(metrics, what).not.toContain(secret);
  });

  it('[ops.keep-alive] keeps idle connections, of which the test has many, and stops without waiting for them', () => {
    expect(keptFor).toBe('timeout=75');
    expect(log.code).toBe(0);
  });

  it('[ops.log.redaction] says nothing secret at level debug: no key, header, variable, argument, answer or person', () => {
    expect(log.code).toBe(0);
    // The run did meet its secrets.
    expect(JSON.stringify(read)).toContain(SECRETS.content);
    expect(heads).toContain(SECRETS.headerValue);
    const lines = log.err.split('\n').filter((line) => line !== '');
    for (const said of ['upstream failed', 'no tool list', 'stdio server did not initialize', '[value of EXTRA]'])
      expect(log.err).toContain(said);
    for (const line of lines) expect(() => JSON.parse(line) as unknown, line).not.toThrow();
    for (const [what, secret] of Object.entries(SECRETS)) expect(log.err, what).not.toContain(secret);
    for (const key of keys) {
      expect(key).toMatch(/^remit_/);
      for (const part of [key, key.split('_').slice(2).join('_')]) expect(log.err).not.toContain(part);
    }
    console.log(
      `log: ${lines.length} lines at level debug, ${Object.keys(SECRETS).length + keys.length} secrets looked for`,
    );
  });
});
