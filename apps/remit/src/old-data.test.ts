/** What earlier versions wrote must open, verify and go on in this one. Made by scripts/make-fixture.mjs, never again. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

const FIXTURES = fileURLToPath(new URL('../../../test/fixtures/', import.meta.url));
const VERIFIER = fileURLToPath(new URL('../../../packages/verify/dist/verify.mjs', import.meta.url));
const versions = readdirSync(FIXTURES);
const textOf = (version: string, name: string) => readFileSync(join(FIXTURES, version, name), 'utf8');

it('[operations-b.old-data] there is data of the first version', () => {
  expect(versions).toContain('0.1.0');
});

describe.each(versions)('data of version %s', (version) => {
  let house: Installation;
  beforeAll(async () => {
    house = makeInstallation();
    house.key = textOf(version, 'admin.key').trim();
    // The copy in a temporary folder; the committed files stay as they are.
    await house.json('restore', join(FIXTURES, version, 'backup'));
  });
  afterAll(async () => await house.remove());

  it('[operations-b.old-data] opens with its keys, checks, takes new records, and gives a report that verifies', async () => {
    const keys = JSON.parse((await house.remit('key', 'list', '--json')).out) as { person: string }[];
    expect(keys.map(({ person }) => person)).toEqual(['ada@example.org', 'bob@example.org']);
    const before = await house.json('ledger', 'head');
    await house.json('key', 'create', '--person', 'eve@example.org', '--role', 'auditor');
    const after = await house.json('ledger', 'head');
    expect(Number(after['size'])).toBeGreaterThan(Number(before['size']));
    expect(await house.remit('ledger', 'check')).toMatchObject({ code: 0 });
    expect((await house.remit('scope', 'show', 'letters')).out).toContain('read_text_file');
    const period = ['--from', '2026-01-01', '--to', '2099-12-31'];
    expect(await house.json('report', ...period, '--out', 'new.zip')).toMatchObject({ in: 1, out: 1 });
    const [log] = textOf(version, 'trust').split('\n');
    writeFileSync(join(house.dir, 'trust'), `${String(log)}\nquorum none\n---\n${String(after['checkpoint'])}`);
    expect(await house.remit('verify', 'new.zip', '--trust', 'trust')).toMatchObject({ code: 0 });
  }, 60_000);

  it('[operations-b.old-pack] its pack passes the verifier of today, and not without trust', () => {
    const folder = join(FIXTURES, version);
    const verify = (...args: string[]) =>
      execFileSync(process.execPath, [VERIFIER, join(folder, 'pack.zip'), ...args], { encoding: 'utf8' });
    const now = textOf(version, 'now').trim();
    expect(verify('--trust', join(folder, 'trust'), '--now', now)).toContain('PASS');
    expect(() => verify('--now', now)).toThrow('Command failed');
  });
});
