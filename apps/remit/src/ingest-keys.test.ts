/** What only the operator has, given to the built command line: the key of another Remit, the key of AI Gateway. */
import { createCipheriv, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

const fixtures = fileURLToPath(new URL('../../../test/fixtures/0.1.0/', import.meta.url));
const vkey = /^log (\S+)/m.exec(readFileSync(join(fixtures, 'trust'), 'utf8'))?.[1] ?? '';

describe('remit ingest, with keys of the operator', () => {
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

  it('[ingest-others.ai-gateway-command] opens what AI Gateway encrypted with the key of the operator, and refuses another file', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const [aes, iv] = [randomBytes(32), randomBytes(12)];
    const cipher = createCipheriv('aes-256-gcm', aes, iv);
    const sealed = Buffer.concat([cipher.update('hello'), cipher.final(), cipher.getAuthTag()]);
    const key = publicEncrypt({ key: publicKey, oaepHash: 'sha256' }, aes);
    const [wrapped, nonce, data] = [key, iv, sealed].map((bytes) => bytes.toString('base64'));
    const body = { type: 'encrypted', key: wrapped, iv: nonce, data };
    writeFileSync(
      join(house.dir, 'events.log'),
      JSON.stringify({ Gateway: 'g', Provider: 'p', Model: 'm', RequestBody: body }),
    );
    writeFileSync(join(house.dir, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(join(house.dir, 'no-key.pem'), 'nothing');
    const refused = await house.remit('ingest', '--ai-gateway-key', 'no-key.pem', 'events.log');
    expect(refused.err).toContain('is not a private RSA key in PEM');
    const done = await house.json('ingest', '--ai-gateway-key', 'key.pem', 'events.log');
    expect(done).toMatchObject({ added: 1, events: 1 });
    const batch = (done['batches'] as string[])[0] ?? '';
    const files = readdirSync(house.dir, { recursive: true, encoding: 'utf8' });
    const leaves = files.find((name) => name.endsWith(join(batch, 'events.jsonl'))) ?? '';
    const leaf = readFileSync(join(house.dir, leaves), 'utf8');
    expect(JSON.parse(leaf)).toMatchObject({ from: { 'c.prompt': 'RequestBody|decrypt' } });
  });
});
