/** A log for each period in a real installation: ended beside a running server, reported on, and old packs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

const SCOPE = `remit-scope: 1
id: letters
system: { id: letters-eu, name: Letters, purpose: Sort letters }
agent: clerk
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2099-12-31 }
servers: { files: { tools: { read_text_file: {} } } }
`;
const PERIOD = ['--from', '2020-01-01', '--to', '2099-12-31'];

let house: Installation;
beforeAll(async () => {
  house = makeInstallation('log: { origin: ledger.test/a }\n');
  house.key = String((await house.json('init', '--person', 'ada@example.org'))['token']);
  writeFileSync(join(house.dir, 'scope.yaml'), SCOPE);
}, 300_000);
afterAll(async () => await house.remove());

/** Writes a trust file for the log as it is now. */
async function trust(name: string): Promise<Record<string, unknown>> {
  const head = await house.json('ledger', 'head');
  writeFileSync(join(house.dir, name), `log ${String(head['vkey'])}\nquorum none\n---\n${String(head['checkpoint'])}`);
  return head;
}

const verify = async (pack: string, by: string) => (await house.remit('verify', pack, '--trust', by)).out.split(' ')[0];

describe('a log for each period', () => {
  it('[period.reports] ends beside a running server; what was in force is in force; packs are of one log; old packs keep verifying', async () => {
    const up = await house.start('up');
    expect((await house.remit('scope', 'declare', 'scope.yaml')).code).toBe(0);
    await house.json('report', ...PERIOD, '--out', 'before.zip');
    // Something stands in the log that the first pack does not hold.
    await house.json('report', ...PERIOD, '--out', 'second.zip');
    await trust('trust-a');
    const rolled = await house.json('ledger', 'roll', '--to', 'ledger.test/b');
    expect(rolled).toMatchObject({ from: 'ledger.test/a', origin: 'ledger.test/b' });
    const head = await trust('trust-b');
    expect(head).toMatchObject({ origin: 'ledger.test/b', vkey: rolled['vkey'] });
    expect(rolled['vkey']).not.toContain('ledger.test/a');
    expect((await house.remit('scope', 'show', 'letters')).out).toContain('read_text_file');
    expect(JSON.parse((await house.remit('key', 'list', '--json')).out)).toMatchObject([{ person: 'ada@example.org' }]);
    await house.json('key', 'create', '--person', 'grace@example.org', '--role', 'approver');

    const logs = JSON.parse((await house.remit('ledger', 'logs', '--json')).out) as Record<string, unknown>[];
    expect(logs).toMatchObject([
      { origin: 'ledger.test/a', current: false },
      { origin: 'ledger.test/b', current: true },
    ]);
    const refused = await house.remit('report', ...PERIOD, '--out', 'none.zip');
    expect(refused.err).toContain('the period lies in 2 logs: ledger.test/a (');
    const made = await house.remit('report', ...PERIOD, '--log', 'all', '--out', 'all.zip');
    expect(made.code).toBe(0);
    expect(await verify('all_ledger.test_a.zip', 'trust-a')).toBe('PASS');
    expect(await verify('all_ledger.test_b.zip', 'trust-b')).toBe('PASS');
    expect(await verify('all_ledger.test_b.zip', 'trust-a')).not.toBe('PASS');
    expect(await verify('before.zip', 'trust-a')).toBe('FAIL');
    writeFileSync(join(house.dir, 'trust-a'), `log ${vkeyIn('trust-a')}\nquorum none\n`);
    expect(await verify('before.zip', 'trust-a')).not.toBe('FAIL');
    expect((await up.stop()).code).toBe(0);

    // Without a server too, and a configured origin must be that of the log.
    writeFileSync(join(house.dir, 'remit.yaml'), 'listen: { port: 0 }\nlog: { origin: ledger.test/c }\n');
    expect((await house.remit('ledger', 'head')).err).toContain('remit ledger roll --to ledger.test/c');
    writeFileSync(join(house.dir, 'remit.yaml'), 'listen: { port: 0 }\n');
    expect(await house.json('ledger', 'roll', '--to', 'ledger.test/c')).toMatchObject({ origin: 'ledger.test/c' });
    expect((await house.remit('ledger', 'roll', '--to', 'ledger.test/c')).err).toContain('is the name of this log');
    expect((await house.remit('ledger', 'check')).code).toBe(0);
  }, 600_000);
});

function vkeyIn(name: string): string {
  return /^log (\S+)/.exec(readFileSync(join(house.dir, name), 'utf8'))?.[1] ?? '';
}
