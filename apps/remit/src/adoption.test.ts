/** From "we do not know what it does" to a scope that holds: observe, draft, simulate, declare; and the limits. */
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readRecords } from '@remit/gateway';
import { openLedgerReader } from '@remit/ledger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation, Ran } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';
import type { McpSession } from './testing/mcp-session.ts';
import { openMcpSession } from './testing/mcp-session.ts';

// The server is a development dependency of the package that talks to servers.
const SERVER = createRequire(new URL('../../../packages/mcp/package.json', import.meta.url)).resolve(
  '@modelcontextprotocol/server-filesystem/dist/index.js',
);

const scope = (mode: string, tools: string) => `remit-scope: 1
id: letters
mode: ${mode}
system: { id: letters-eu, name: Letters, purpose: Sort letters }
agent: clerk
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2099-12-31 }
servers: ${tools}
`;

interface Simulated {
  readonly counts: Readonly<Record<string, number>>;
  readonly changes: readonly { tool: string; before: string; after: string; count: number; records: string[] }[];
  readonly limits: readonly string[];
}

describe('adopting Remit', () => {
  let house: Installation;
  let folder: string;
  let admin = '';
  let declared: Ran;
  let clerk: McpSession;
  let up: Awaited<ReturnType<Installation['start']>>;

  beforeAll(async () => {
    house = makeInstallation('');
    folder = join(realpathSync(house.dir), 'letters');
    mkdirSync(join(folder, 'inbox'), { recursive: true });
    for (const name of ['a.txt', 'b.txt']) writeFileSync(join(folder, 'inbox', name), `letter ${name}`);
    writeFileSync(join(folder, 'plan.txt'), 'not for the clerk');
    const server = `servers:\n  files: { command: ${JSON.stringify(process.execPath)}, args: [${JSON.stringify(SERVER)}, ${JSON.stringify(folder)}] }\n`;
    const limits = 'limits: { calls-per-minute: { person: 12 }, recorded-refusals: 1 }\n';
    writeFileSync(join(house.dir, 'remit.yaml'), `listen: { port: 0 }\n${server}${limits}`);
    admin = String((await house.json('init', '--person', 'ada@example.org'))['token']);
    house.key = admin;
    const key = String((await house.json('key', 'create', '--person', 'bob@example.org', '--agent', 'clerk'))['token']);
    writeFileSync(join(house.dir, 'observe.yaml'), scope('observe', '{}'));
    up = await house.start('up');
    declared = await house.remit('scope', 'declare', 'observe.yaml');
    clerk = await openMcpSession(`${up.said['url']}/mcp/files`, key);
  }, 60_000);
  afterAll(async () => await house.remove());

  it('[adoption.observe.cli] an observed call goes through; list, show and report say that nothing was enforced', async () => {
    expect(declared.out).toContain('Warning: mode: observe enforces nothing.');
    for (const name of ['a.txt', 'b.txt', 'a.txt'])
      expect(await clerk.call('read_text_file', { path: join(folder, 'inbox', name) })).toMatchObject({
        result: { content: [{ text: `letter ${name}` }] },
      });
    await clerk.call('list_directory', { path: join(folder, 'inbox') });
    const traces = await house.remit('trace', 'list');
    expect(traces.out.match(/deny \(NOT ENFORCED\)/g)).toHaveLength(4);
    expect((await house.remit('scope', 'show')).out).toContain('OBSERVE ONLY, not enforced');
    expect((await house.remit('scope', 'show', 'letters')).out).toContain('OBSERVE ONLY: every call');
    const report = await house.remit('report', '--from', '2020-01-01', '--to', '2099-12-31', '--out', 'observed.zip');
    expect(report.out).toContain('exception  scope_out');
    const verified = await house.remit('verify', 'observed.zip');
    expect(verified.out).toMatch(/high\s+scope_out x\d: observed, not enforced/);
    expect(verified.out).toContain('4 call(s) took place outside a scope that only observes');
  }, 60_000);

  it('[adoption.draft.cli] drafts a scope that check refuses until it is filled in; only an admin may', async () => {
    const drafted = await house.remit('scope', 'draft', '--from-records', '--out', 'draft.yaml');
    expect(drafted).toMatchObject({ code: 0, out: expect.stringContaining('for agent clerk, from 4 calls') as string });
    const again = await house.remit('scope', 'draft', '--from-records', '--agent', 'clerk');
    const text = readFileSync(join(house.dir, 'draft.yaml'), 'utf8');
    expect(again.out.trimEnd()).toBe(text.trimEnd());
    expect(text).toContain('read_text_file: # 3 calls');
    expect(text).not.toMatch(/a\.txt|ada@|bob@/);
    expect(await house.remit('scope', 'check', 'draft.yaml')).toMatchObject({
      code: 1,
      err: expect.stringContaining('declared-by: This is still the placeholder of a draft.') as string,
    });
    expect(await house.remit('scope', 'declare', 'draft.yaml')).toMatchObject({ code: 1 });
    // A draft is never written over another.
    expect((await house.remit('scope', 'draft', '--from-records', '--out', 'draft.yaml')).code).toBe(64);
    expect((await house.remit('scope', 'draft')).code).toBe(64);
    expect((await house.remit('scope', 'draft', '--from-records', '--agent', 'nobody')).err).toContain(
      'no call of nobody',
    );
    house.key = String(
      (await house.json('key', 'create', '--person', 'eve@example.org', '--role', 'auditor'))['token'],
    );
    expect((await house.remit('scope', 'draft', '--from-records')).err).toContain('needs the role admin');
    expect((await house.remit('scope', 'simulate', 'observe.yaml')).err).toContain('needs the role admin');
    house.key = admin;
    const filled = text
      .replace(/from: "<[^>]*>", to: "<[^>]*>"/, 'from: 2026-01-01, to: 2099-12-31')
      .replace(/"<FILL IN[^>]*>"/g, 'Compliance Office');
    writeFileSync(join(house.dir, 'draft.yaml'), filled);
    expect((await house.remit('scope', 'check', 'draft.yaml')).code).toBe(0);
  }, 60_000);

  it('[adoption.simulate.cli] says what a file would have decided, by tool and with record ids, and what it cannot say', async () => {
    await clerk.call('read_text_file', { path: join(folder, 'plan.txt') });
    const tools = `{ files: { tools: { read_text_file: { when: { path: { path-within: { roots: ['${folder}/inbox'] } } } } } } }`;
    writeFileSync(join(house.dir, 'narrow.yaml'), scope('enforce', tools));
    // The API prints one view; its shape is what this test reads.
    const view = (await house.json('scope', 'simulate', 'narrow.yaml')) as unknown as Simulated;
    expect(view.counts).toMatchObject({
      calls: 5,
      same: 2,
      newlyAllowed: 3,
      newlyDenied: 0,
      cannotTell: 0,
      stopped: 2,
    });
    expect(view.changes).toEqual([
      expect.objectContaining({
        tool: 'files/read_text_file',
        before: 'deny (not enforced)',
        after: 'permit',
        effect: 'newlyAllowed',
        count: 3,
      }),
    ]);
    expect(view.changes[0]?.records).toHaveLength(3);
    const said = await house.remit('scope', 'simulate', 'narrow.yaml', '--from', '2020-01-01', '--to', '2099-12-31');
    expect(said.out).toContain('2 of the calls that went through would be denied');
    expect(said.out).toContain('Symbolic links are not followed in the past');
    const nothing = (await house.json(
      'scope',
      'simulate',
      'narrow.yaml',
      '--from',
      '2020-01-01',
      '--to',
      '2020-01-02',
    )) as unknown as Simulated;
    expect(nothing.counts).toMatchObject({ calls: 0, otherAgents: 0 });
    expect((await house.remit('scope', 'simulate', 'narrow.yaml', '--days', '3', '--from', '2020-01-01')).code).toBe(
      64,
    );
    // One record of the reading each, which the last test of this file counts.
    expect((await house.remit('scope', 'simulate', 'narrow.yaml')).code).toBe(0);
  }, 60_000);

  it('[adoption.limits.config] limits of the configuration hold on the wire; what was counted is recorded at the stop', async () => {
    // More than a full bucket and what 60 s, the longest this test may take, can refill.
    const answers = [];
    for (let i = 0; i < 40; i++) answers.push(await clerk.call('list_allowed_directories', {}));
    const refused = answers.filter((answer) => answer.error?.code === 71429);
    expect(refused.length).toBeGreaterThan(2);
    expect(refused[0]?.error?.data).toMatchObject({ rule: 'rate-limit/person' });
    await up.stop();
    // Every start reminds of a scope that enforces nothing.
    up = await house.start('up');
    expect((await up.stop()).err).toContain('Scope letters only observes: nothing that agent clerk calls is stopped.');
    // Counted refusals are recorded when the gateway stops.
    const traces = await house.remit('trace', 'list');
    expect(traces.out).toMatch(/files\/list_allowed_directories\s+deny\s+not-forwarded/);
  }, 60_000);

  it('[adoption.reading-recorded] every reading of arguments left its record: who, whose calls, which time', () => {
    const reader = openLedgerReader(join(house.dir, 'remit-data'));
    const records = [...readRecords(reader, ['breakglass'])].map(({ record }) => record);
    const readers = new Set(records.map(({ who }) => reader.subject(who.sub)?.reference));
    reader.close();
    expect(readers).toEqual(new Set(['ada@example.org']));
    const period = { from: '1970-01-01T00:00:00.000Z', to: '9999-12-31T00:00:00.000Z' };
    const drafts = records.filter(({ brk }) => brk.what === 'scope.draft').map(({ brk }) => brk);
    expect(drafts.map(({ agent, from, to }) => [agent, { from, to }])).toEqual([
      [undefined, period],
      ['clerk', period],
      [undefined, period],
      ['nobody', period],
    ]);
    const simulated = records.filter(({ brk }) => brk.what === 'scope.simulate').map(({ brk }) => brk);
    expect(simulated).toHaveLength(4);
    expect(simulated[2]).toMatchObject({
      fields: ['args'],
      agent: 'clerk',
      from: '2020-01-01T00:00:00.000Z',
      to: '2020-01-03T00:00:00.000Z',
    });
  });
});
