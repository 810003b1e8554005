/** System cards, attestations and annexes through the command line, over a real data folder. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

const card = `remit-system: 1
id: letters-eu
name: Letters
version: "1"
purpose: Sorts letters.
role: both
classification: { class: undetermined, rule: Article 6, reason: Not yet decided. }
retention: { logs-months: 6 }
`;

describe('systems, attestations, annexes', () => {
  let house: Installation;
  const file = (name: string) => join(house.dir, name);
  const declare = async (text: string) => {
    writeFileSync(file('card.yaml'), text);
    return await house.json('system', 'declare', 'card.yaml');
  };
  const states = async () => {
    const { attestations } = await house.json('attest', 'list', '--system', 'letters-eu');
    return (attestations as { ref: string; state: string }[]).map(({ ref, state }) => `${ref} ${state}`);
  };
  const sign = async (...args: string[]) =>
    await house.json(
      'attest',
      'sign',
      ...args,
      '--system',
      'letters-eu',
      '--as',
      'Head of Operations',
      '--statement',
      'Read and agreed.',
    );

  beforeAll(async () => {
    house = makeInstallation();
    const made = await house.json('init', '--person', 'ada@example.org');
    house.key = String(made['token'] ?? made['key']);
    await house.start('up');
    await declare(card);
  }, 60_000);
  afterAll(async () => await house.remove());

  it('[system.cli] a bad card is refused at its line, and nothing is recorded', async () => {
    writeFileSync(file('bad.yaml'), card.replace('logs-months: 6', 'logs-days: 180'));
    for (const command of ['check', 'declare']) {
      const ran = await house.remit('system', command, 'bad.yaml');
      expect(ran.code).toBe(1);
      expect(ran.err).toMatch(/logs-days/);
      expect(ran.err).toMatch(/8[:,]/);
    }
    expect(await house.json('system', 'show')).toEqual(['letters-eu']);
    expect(await house.json('system', 'show', 'letters-eu')).toMatchObject({ card: { kind: 'ready', earlier: [] } });
    expect((await house.remit('system', 'show', 'other')).err).toContain('No system card of other');
  }, 60_000);

  it('[attest.cli] signed, unsigned, withdrawn, and outdated by another card', async () => {
    const key = await house.json('attest', 'keygen', '--out', 'me.key', '--name', 'head-of-operations');
    expect(String(key['vkey'])).toMatch(/^head-of-operations\+/);
    expect(statSync(file('me.key')).mode & 0o777).toBe(0o600);
    const signed = await sign('AIA-12-2-0', '--key-file', 'me.key');
    expect(signed).toMatchObject({ ref: 'AIA-12-2-0', signed: true });
    expect(await sign('AIA-12-1-a')).toMatchObject({ signed: false });
    expect(await sign('AIA-26-3', '--key-file', 'me.key', '--not-applicable')).toMatchObject({ signed: true });
    expect(await sign('annex-iv:4', '--key-file', 'me.key')).toMatchObject({ signed: true });
    expect(await states()).toEqual([
      'AIA-12-2-0 signed',
      'AIA-12-1-a unsigned',
      'AIA-26-3 signed',
      'annex-iv:4 signed',
    ]);
    const text = await house.remit('attest', 'list', '--system', 'letters-eu');
    expect(text.out).toContain('UNSIGNED');
    expect(text.out).not.toMatch(/AIA-12-2-0 +attestation/);

    await house.json(
      'attest',
      'withdraw',
      String(signed['record']),
      '--system',
      'letters-eu',
      '--as',
      'Head',
      '--statement',
      'The plan was replaced.',
    );
    expect((await states())[0]).toBe('AIA-12-2-0 withdrawn');
    const again = await house.remit(
      'attest',
      'withdraw',
      String(signed['record']),
      '--system',
      'letters-eu',
      '--as',
      'Head',
      '--statement',
      'x',
    );
    expect(again.code).not.toBe(0);

    const declared = await declare(card.replace('version: "1"', 'version: "2"'));
    expect(declared).toMatchObject({ version: '2', outdated: 2 });
    expect(await states()).toEqual([
      'AIA-12-2-0 withdrawn',
      'AIA-12-1-a outdated',
      'AIA-26-3 outdated',
      'annex-iv:4 outdated',
    ]);
  }, 120_000);

  it('[attest.cli] refuses what nothing asks, a key of somebody else, an agent, and an expired validity', async () => {
    const fails = async (...args: string[]) => {
      const ran = await house.remit(
        'attest',
        'sign',
        ...args,
        '--system',
        'letters-eu',
        '--as',
        'Head',
        '--statement',
        'x',
      );
      expect(ran.code).not.toBe(0);
      return ran.err;
    };
    expect(await fails('AIA-21-2')).toContain('Nothing is asked under AIA-21-2');
    expect(await fails('AIA-26-1', '--key-file', 'nothing.key')).toContain('there is no key');
    expect(await fails('AIA-26-1', '--valid-to', '2020-01-01')).toContain('in the future');
    const bob = await house.json('key', 'create', '--person', 'bob@example.org', '--role', 'auditor');
    const agent = await house.json(
      'key',
      'create',
      '--person',
      'bob@example.org',
      '--agent',
      'clerk',
      '--role',
      'auditor',
    );
    const ada = house.key;
    house.key = String(bob['token']);
    expect(await fails('AIA-26-1', '--key-file', 'me.key')).toContain('this key signed for another person before');
    house.key = String(agent['token']);
    expect(await fails('AIA-26-1')).toContain('an agent does not attest');
    house.key = ada;
  }, 120_000);

  it('[annex.cli] writes both annexes, the same bytes for the same clock, with MISSING where nothing is', async () => {
    const at = ['--as-of', '2099-01-01'];
    const ran = await house.remit('annex', 'iv', '--system', 'letters-eu', '--out', 'iv.md', ...at);
    expect(ran.err).toMatch(/MISSING: .*\b4\b/);
    const first = readFileSync(file('iv.md'), 'utf8');
    expect(first).toMatch(/## 9 Post-market/);
    await house.remit('annex', 'iv', '--system', 'letters-eu', '--out', 'iv2.md', ...at);
    expect(readFileSync(file('iv2.md'), 'utf8')).toBe(first);
    expect(await house.json('annex', 'viii', '--system', 'letters-eu', '--section', 'B')).toMatchObject({
      schema: 'remit.annex-viii/1',
      section: 'B',
    });
    expect((await house.remit('annex', 'viii', '--system', 'letters-eu')).err).toContain('Add --section');
    expect((await house.remit('annex', 'x', '--system', 'letters-eu')).err).toContain('Write iv or viii');
  }, 120_000);
});
