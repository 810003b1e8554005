/** The pack of another Remit, ingested by the built command line. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

const fixtures = fileURLToPath(new URL('../../../test/fixtures/0.1.0/', import.meta.url));
const vkey = /^log (\S+)/m.exec(readFileSync(join(fixtures, 'trust'), 'utf8'))?.[1] ?? '';

describe('remit ingest, the export of another Remit', () => {
  let house: Installation;
  beforeAll(async () => {
    house = makeInstallation();
    house.key = String((await house.json('init', '--person', 'ada@example.org'))['token']);
    cpSync(join(fixtures, 'pack.zip'), join(house.dir, 'other.zip'));
  });
  afterAll(async () => await house.remove());

  it('[ingest-others.remit-command] is verified with the key of its operator, and its records are events', async () => {
    const first = await house.json('ingest', '--remit-key', vkey, 'other.zip');
    expect(first).toMatchObject({ objects: 1, added: 1, unparsed: 0, integrity: { 'digest-valid': 1 } });
    const again = await house.remit('ingest', '--remit-key', vkey, 'other.zip');
    expect(again.out).toContain('Nothing was added.');
  });

  it('[ingest-others.remit-command] says what is wrong with a key and with an archive that is none', async () => {
    const key = await house.remit('ingest', '--remit-key', 'nonsense', 'other.zip');
    expect(key.err).toContain('nonsense is no verifier key');
    writeFileSync(join(house.dir, 'logs.zip'), Buffer.from('504b0304', 'hex'));
    const archive = await house.remit('ingest', 'logs.zip');
    expect(archive.err).toContain('logs.zip: the export cannot be read');
  });
});
