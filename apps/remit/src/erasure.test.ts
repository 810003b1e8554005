/** Erasure in a real installation: what a recovery tool with every key finds before, and that it finds nothing after. */
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fromUtf8 } from '@remit/core';
import { packFromZip } from '@remit/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';
import type { McpSession } from './testing/mcp-session.ts';
import { openMcpSession } from './testing/mcp-session.ts';
import { recoverValues } from './testing/recovery-tool.ts';

const SERVER = createRequire(new URL('../../../packages/mcp/package.json', import.meta.url)).resolve(
  '@modelcontextprotocol/server-filesystem/dist/index.js',
);

/** What is known about the person, by where it was given. */
const PERSON = 'case-7731-quist';
const VALUES = {
  reference: PERSON,
  argument: `${PERSON}/salary-statement.txt`,
  result: 'monthly salary 98431 of M. Quist',
  large: 'long report on M. Quist',
  log: 'loan question of M. Quist, branch 12',
  unread: 'stray line of M. Quist',
} as const;
const OTHER = 'monthly salary 11111 of B. Okafor';
const OTHER_LOG = 'loan question of B. Okafor';

const MAPPING = `remit-mapping: 1
name: branch
vendor: Branch system
custody: The branch system wrote this log; nobody signed it before it came here.
format: json
kind: other
id: id
fields: { who.sub: about, act.tool: { value: ask } }
content: { args: question }
`;

describe('erasing a person', () => {
  let house: Installation;
  let admin = '';
  let second = '';
  let up: Awaited<ReturnType<Installation['start']>>;
  let clerk: McpSession;
  let folder: string;
  const data = () => join(house.dir, 'remit-data');
  const as = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    house.key = key;
    try {
      return await work();
    } finally {
      house.key = admin;
    }
  };

  beforeAll(async () => {
    house = makeInstallation('');
    folder = join(realpathSync(house.dir), 'applicants');
    for (const [name, text] of [
      [PERSON, VALUES.result],
      ['case-2', OTHER],
    ] as const) {
      mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, name, 'salary-statement.txt'), text);
    }
    writeFileSync(join(folder, PERSON, 'long.txt'), `${VALUES.large} ${'.'.repeat(9_000)} ${VALUES.large}`);
    const server = `servers:\n  files: { command: ${JSON.stringify(process.execPath)}, args: [${JSON.stringify(SERVER)}, ${JSON.stringify(folder)}] }\n`;
    writeFileSync(join(house.dir, 'remit.yaml'), `listen: { port: 0 }\n${server}`);
    writeFileSync(
      join(house.dir, 'scope.yaml'),
      `remit-scope: 1
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
        when: { path: { path-within: { roots: [${JSON.stringify(folder)}], links: resolve } } }
        about: { argument: path, segment-after: ${JSON.stringify(folder)} }
`,
    );
    admin = String((await house.json('init', '--person', 'ada@example.org'))['token']);
    house.key = admin;
    second = String(
      (await house.json('key', 'create', '--person', 'grace@example.org', '--role', 'approver'))['token'],
    );
    const key = String((await house.json('key', 'create', '--person', 'bob@example.org', '--agent', 'clerk'))['token']);
    up = await house.start('up');
    const declared = await house.remit('scope', 'declare', 'scope.yaml');
    if (declared.code !== 0) throw new Error(declared.err);
    clerk = await openMcpSession(`${up.said['url']}/mcp/files`, key);
    for (const path of [VALUES.argument, `${PERSON}/long.txt`, 'case-2/salary-statement.txt']) {
      const answer = await clerk.call('read_text_file', { path: join(folder, path) });
      if (answer.result === undefined) throw new Error(JSON.stringify(answer));
    }
    writeFileSync(join(house.dir, 'branch.yaml'), MAPPING);
    const line = (id: string, about: string, question: string) => `${JSON.stringify({ id, about, question })}\n`;
    writeFileSync(
      join(house.dir, 'branch.jsonl'),
      `${line('1', PERSON, VALUES.log)}${line('2', 'case-2', OTHER_LOG)}not json: ${PERSON} ${VALUES.unread}\n`,
    );
    const ran = await house.remit('ingest', '--mapping', 'branch.yaml', 'branch.jsonl');
    if (!ran.out.includes('2 events')) throw new Error(`${ran.out}${ran.err}`);
  }, 300_000);
  afterAll(async () => await house.remove());

  it('[erasure.acceptance] [erasure.export] before it the tool finds every value; after it none, in the folder and in a backup made before; the pack verifies and shows it', async () => {
    const backup = join(house.dir, 'backup');
    await house.json('backup', '--out', 'backup');
    const values = [...Object.values(VALUES), OTHER, OTHER_LOG];
    const control = recoverValues([data(), backup], values);
    for (const value of values) expect([value, control.get(value)?.length]).not.toEqual([value, 0]);

    const exported = await house.json('subject', 'export', PERSON, '--out', 'quist.zip');
    expect(exported).toMatchObject({ records: 6, events: 1, withheld: 0 });
    const files = packFromZip(readFileSync(join(house.dir, 'quist.zip'))).files;
    const text = fromUtf8(files.get('export.json') ?? new Uint8Array()) ?? '';
    for (const value of Object.values(VALUES)) if (value !== VALUES.unread) expect(text).toContain(value);
    expect(text).not.toContain(OTHER);
    expect(fromUtf8(files.get('export.txt') ?? new Uint8Array())).toContain(VALUES.log);
    expect([...files.keys()].filter((path) => path.endsWith('.tlog-proof'))).toHaveLength(6);
    expect((await house.remit('subject', 'export', 'nobody', '--out', 'no.zip')).err).toContain('nobody is known');

    const asked = await house.remit('erase', 'request', '--person', PERSON, '--basis', 'gdpr-17-1-a');
    expect(asked.code).toBe(1);
    expect(asked.err).toContain('must be kept, the last of them until');
    const made = await house.json('erase', 'request', '--person', PERSON, '--basis', 'gdpr-17-1-a', '--override-floor');
    expect(made).toMatchObject({ state: 'requested', would: { records: 4, events: 1 } });
    const id = String(made['id']);
    expect((await house.remit('erase', 'run', id)).err).toContain('is not approved');
    expect((await house.remit('erase', 'approve', id)).err).toContain('two different persons');
    await house.json('hold', 'set', 'case-1', '--basis', 'litigation/1', '--person', PERSON);
    await as(second, () => house.json('erase', 'approve', id));
    expect((await house.remit('erase', 'run', id)).err).toContain('legal hold case-1 (litigation/1, since ');
    await house.json('hold', 'release', 'case-1');
    const done = await house.json('erase', 'run', id);
    expect(done).toMatchObject({ state: 'done', done: { erased: 4, events: 1 } });

    const running = recoverValues([data(), backup], values);
    for (const value of Object.values(VALUES)) expect([value, running.get(value)]).toEqual([value, []]);
    for (const value of [OTHER, OTHER_LOG]) expect(running.get(value)).not.toEqual([]);
    // And once the server has gone, with all that it wrote on the way.
    const more = () => clerk.call('read_text_file', { path: join(folder, 'case-2/salary-statement.txt') });
    // The tool holds this process up for so long that the server may have closed the idle connection.
    await more().catch(more);
    await up.stop();
    const stopped = recoverValues([data(), backup], values);
    for (const value of Object.values(VALUES)) expect([value, stopped.get(value)]).toEqual([value, []]);
    for (const value of [OTHER, OTHER_LOG]) expect(stopped.get(value)).not.toEqual([]);

    expect((await house.remit('subject', 'export', PERSON, '--out', 'gone.zip')).err).toContain('nobody is known');
    expect(await house.remit('ledger', 'check')).toMatchObject({ code: 0 });
    const head = await house.json('ledger', 'head');
    writeFileSync(
      join(house.dir, 'trust'),
      `log ${String(head['vkey'])}\nquorum none\n---\n${String(head['checkpoint'])}`,
    );
    await house.json('report', '--from', '2020-01-01', '--to', '2099-12-31', '--out', 'pack.zip');
    const verified = await house.remit('verify', 'pack.zip', '--trust', 'trust');
    expect(verified.out).toContain('PASS');
    expect(verified.out).toContain('2 erased with authorisation');
  }, 600_000);
});
