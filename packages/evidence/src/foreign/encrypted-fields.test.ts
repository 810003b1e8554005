/** AI Gateway events with encrypted fields: opened at ingest, and a report that is made without the key. */
import { constants, createCipheriv, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto';
import { fromUtf8, utf8 } from '@remit/core';
import { allSources } from '@remit/ingest';
import { describe, expect, it } from 'vitest';
import { openImportedHouse } from '../imported-house.fixture.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PROMPT = 'the prompt that was encrypted';

/** As the vendor encrypts: RSA-OAEP with SHA-256 over an AES key, AES-256-GCM, the tag at the end. */
function sealed(text: string): object {
  const [key, iv] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const data = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  const wrapped = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, key);
  const base64 = (bytes: Buffer) => bytes.toString('base64');
  return { type: 'encrypted', key: base64(wrapped), iv: base64(iv), data: base64(data) };
}

describe('encrypted fields of a foreign log', () => {
  it('[imported.encrypted-fields] are committed to at ingest; the report has no key, and its custody says so', async () => {
    const aiGatewayKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const house = await openImportedHouse(allSources({ aiGatewayKeyPem }));
    try {
      house.at('2026-11-20T00:00:00Z');
      const event = { Gateway: 'g', Provider: 'openai', Model: 'm', StatusCode: 200, RequestBody: sealed(PROMPT) };
      const batch = await house.ingest(`${JSON.stringify(event)}\n`);
      const { files } = await house.pack({ from: '2026-11-01', to: '2026-12-01' });
      const text = (path: string) => fromUtf8(files.get(path) ?? utf8('')) ?? '';
      const trace = text('07_imported_traces-00000.jsonl');
      expect(trace).toMatch(/"commitments":\{"prompt":"[A-Za-z0-9_-]{43}"\}/);
      expect(trace).toContain('RequestBody|decrypt');
      expect(text(`11_sources/${batch}/statement.json`)).toContain('The report is made without it');
      for (const [path, bytes] of files) expect(Buffer.from(bytes).includes(PROMPT), path).toBe(false);
      const { steps } = await house.verify(files);
      for (const name of ['ingest-trees', 'derived'])
        expect(steps.find((step) => step.name === name)?.status).toBe('ok');
    } finally {
      await house.close();
    }
  });
});
