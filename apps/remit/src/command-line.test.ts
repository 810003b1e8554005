/** The built command line, as a person runs it. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPackZip } from '@remit/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

const SCOPE = `remit-scope: 1
id: triage
system: { id: triage-eu, name: Triage, purpose: Sort letters }
agent: triage-agent
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2030-12-31 }
servers:
  files:
    tools:
      read_text_file: { when: { path: { path-within: { roots: [/srv/letters] } } } }
`;

/** One of each kind; help.test.ts asks every command. */
const COMMANDS = [['init'], ['key', 'create'], ['ingest', 'digests'], ['verify']];

describe('command line', () => {
  let house: Installation;
  beforeAll(async () => {
    house = makeInstallation();
    writeFileSync(join(house.dir, 'scope.yaml'), SCOPE);
    house.key = String((await house.json('init', '--person', 'ada@example.org'))['token']);
  });
  afterAll(async () => await house.remove());

  it('[cli.help] the built program explains its commands', async () => {
    for (const command of COMMANDS) {
      const ran = await house.remit(...command, '--help');
      expect(ran.code, command.join(' ')).toBe(0);
      expect(ran.out).toContain(`Usage: remit ${command.join(' ')}`);
      expect(ran.out).toContain('--json');
    }
  });

  it('[cli.exit-codes] wrong usage is 64 and says what is possible', async () => {
    expect(await house.remit('frobnicate')).toMatchObject({
      code: 64,
      err: expect.stringContaining('--help') as string,
    });
    expect(await house.remit('report', '--from', '2026-11-01')).toMatchObject({ code: 64 });
    expect(await house.remit('report', '--from', '2026-02-31', '--to', '2026-03-01')).toMatchObject({ code: 64 });
    expect(await house.remit('verify', 'no-such-pack.zip', '--trust', 'none')).toMatchObject({ code: 64 });
    expect((await house.remit('scope', 'check', 'no-such-file.yaml')).code).toBe(64);
  });

  it('[cli.init-once] a second init is refused: it would make another administrator', async () => {
    expect(await house.remit('init', '--person', 'eve@example.org')).toMatchObject({
      code: 1,
      err: expect.stringContaining('has keys already') as string,
    });
  });

  it("[cli.own-key] commands check the caller's own key and roles, with and without a server", async () => {
    const agentKey = String(
      (await house.json('key', 'create', '--person', 'bob@example.org', '--agent', 'triage-agent'))['token'],
    );
    const admin = house.key;
    house.key = agentKey;
    expect(await house.remit('key', 'list')).toMatchObject({
      code: 1,
      err: expect.stringContaining('needs the role admin') as string,
    });
    house.key = 'remit_0000000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    expect(await house.remit('ledger', 'head')).toMatchObject({
      code: 1,
      err: expect.stringContaining('No valid key') as string,
    });
    house.key = admin;
    expect((await house.remit('scope', 'declare', 'scope.yaml')).code).toBe(0);
    expect((await house.remit('scope', 'show', 'triage')).out).toContain('path must be a path within /srv/letters');
  });

  it('[cli.one-owner] a running server owns the data; commands go through it; SIGTERM ends it and its children', async () => {
    const up = await house.start('up');
    const second = await house.remit('up');
    expect(second).toMatchObject({ code: 69, err: expect.stringContaining('is in use by process') as string });
    const head = await house.json('ledger', 'head');
    expect(head['signer']).toBe('ok');
    expect((await fetch(`${up.said['url']}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${up.said['url']}/readyz`)).json()).toMatchObject({ status: 'ready' });
    expect((await fetch(`${up.said['url']}/mcp`, { method: 'POST', body: '{}' })).status).toBe(401);
    const stopped = await up.stop();
    expect(stopped.code).toBe(0);
    expect(processesOf(house.dir)).toEqual([]);
    const after = await house.json('ledger', 'head');
    expect(Number(after['size'])).toBeGreaterThan(Number(head['size']));
  });

  it('[cli.ledger] the check rebuilds the tree, a proof verifies, a report can be made without a server', async () => {
    expect(await house.remit('ledger', 'check')).toMatchObject({
      code: 0,
      out: expect.stringContaining('same root') as string,
    });
    const report = await house.json('report', '--from', '2020-01-01', '--to', '2035-12-31', '--out', 'pack.zip');
    expect(report).toMatchObject({ in: 0, out: 0, indeterminate: 0 });
    expect(await house.remit('verify', 'pack.zip')).toMatchObject({
      code: 2,
      out: expect.stringContaining('INCOMPLETE') as string,
    });
    expect((await house.remit('ledger', 'proof', '01KB3T0ZJ4X5E6F7G8H9JAKBMC')).err).toContain('nothing with that id');
  });

  it('[interop.command] export writes a receipt and a statement of a record, and says when there is none', async () => {
    const [bundle] = [...openPackZip(join(house.dir, 'pack.zip')).files].filter(([path]) => path.includes('/entries/'));
    // A bundle is a sequence of length, two bytes, and entry.
    const bytes = Buffer.from(bundle?.[1] ?? []);
    const entry = bytes.subarray(2, 2 + bytes.readUInt16BE(0));
    const { id, org } = JSON.parse(entry.toString()) as { id: string; org: string };
    const receipt = Buffer.from(String((await house.json('export', 'receipt', id))['receipt']), 'base64');
    expect(receipt.subarray(0, 2).toString('hex')).toBe('d284');
    expect(receipt.includes(id)).toBe(true);
    const envelope = Buffer.from(String((await house.json('export', 'statement', id))['statement']), 'base64');
    const { payload } = JSON.parse(envelope.toString()) as { payload: string };
    expect(JSON.parse(Buffer.from(payload, 'base64').toString())).toMatchObject({
      predicateType: 'urn:remit:record:1',
      subject: [{ name: `${org}/0` }],
      predicate: {
        record: entry.toString(),
        signer: expect.stringContaining(`${org}/report+`) as string,
      },
    });
    expect((await house.remit('export', 'receipt', '01KB3T0ZJ4X5E6F7G8H9JAKBMC')).err).toContain(
      'nothing with that id',
    );
  });
});

/** Processes of Remit that still work in a folder. */
function processesOf(dir: string): string[] {
  const listed = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
  return listed.split('\n').filter((line) => line.includes(dir));
}
