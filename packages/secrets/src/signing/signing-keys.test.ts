/** Every kind of signing key behind the one interface: a file, a token of softhsm2, and the real SDKs against doubles. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utf8 } from '@remit/core';
import type { KmsDouble } from '@remit/testing';
import { startAwsDouble, startGcpDouble } from '@remit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { crc32c } from './crc32c.ts';
import { spkiOf } from './ed25519-der.ts';
import { openSigningKey } from './open-signing-key.ts';
import { parseSigningKeyPlace } from './parse-place.ts';
import type { SigningKey } from './signing-key.ts';

const MESSAGE = utf8('remit.test/log\n5\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n');
const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'remit-signing-'));
  undo.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function expectSigns(key: SigningKey): Promise<void> {
  undo.push(() => key.close());
  const signature = await key.sign(MESSAGE);
  const publicKey = createPublicKey({ key: Buffer.from(spkiOf(key.publicKey)), format: 'der', type: 'spki' });
  expect(verify(null, MESSAGE, publicKey, signature)).toBe(true);
}

describe('a key in a file', () => {
  it('[secrets.signing-file] signs, and is refused when it is missing or others can read it', async () => {
    const path = join(folder(), 'log.key');
    writeFileSync(path, Buffer.alloc(32, 9), { mode: 0o600 });
    await expectSigns(await openSigningKey({ kind: 'file', path }));
    chmodSync(path, 0o644);
    await expect(openSigningKey({ kind: 'file', path })).rejects.toMatchObject({ code: 'secrets.key-file-mode' });
    const missing = openSigningKey({ kind: 'file', path: `${path}.other` });
    await expect(missing).rejects.toMatchObject({ code: 'secrets.signing-key' });
  });
});

const MODULE = '/usr/lib/softhsm/libsofthsm2.so';
const hsm = existsSync(MODULE) && spawnSync('pkcs11-tool', ['--version']).error === undefined;
const withHsm = hsm ? describe : describe.skip;

withHsm('a key in a PKCS #11 token', () => {
  function token() {
    const dir = folder();
    writeFileSync(join(dir, 'softhsm2.conf'), `directories.tokendir = ${dir}\nlog.level = ERROR\n`);
    // softhsm2 reads it when the library is loaded into this process.
    process.env['SOFTHSM2_CONF'] = join(dir, 'softhsm2.conf');
    execFileSync('softhsm2-util', '--init-token --free --label remit --so-pin 1234 --pin 4321'.split(' '));
    const pair = (type: string, label: string, id: string) => {
      const login = ['--module', MODULE, '--login', '--pin', '4321', '--token-label', 'remit'];
      execFileSync('pkcs11-tool', [...login, '--keypairgen', '--key-type', type, '--label', label, '--id', id], {
        stdio: 'pipe',
      });
    };
    const pinFile = join(dir, 'pin');
    writeFileSync(pinFile, '4321\n', { mode: 0o600 });
    return { pair, place: { kind: 'pkcs11', module: MODULE, token: 'remit', key: 'log', pinFile } as const };
  }

  it('[secrets.signing-pkcs11] signs with CKM_EDDSA; the private key stays in the token (skipped: softhsm2 and opensc are not installed)', async () => {
    const { pair, place } = token();
    pair('EC:edwards25519', 'log', '01');
    pair('EC:edwards25519', 'other', '02');
    const key = await openSigningKey(place);
    expect(key.publicKey).toHaveLength(32);
    await expectSigns(key);
    // Two keys of one token at once: a log that changes its key signs with both.
    const other = await openSigningKey({ ...place, key: 'other' });
    await expectSigns(other);
    await expectSigns(await openSigningKey(place));
    expect(Buffer.from(other.publicKey).equals(key.publicKey)).toBe(false);
  });

  it('[secrets.signing-pkcs11] takes one variable for the module and no other kind of text (skipped: softhsm2 and opensc are not installed)', () => {
    const { place } = token();
    const parsed = (environment: string) => parseSigningKeyPlace(JSON.stringify({ ...place, environment })).ok;
    expect(parsed('SOFTHSM2_CONF=/etc/softhsm2.conf')).toBe(true);
    for (const wrong of ['LD_PRELOAD=/x.so', 'NODE_OPTIONS=/x', 'softhsm=/x', 'A=x', 'A=/x y', 'A'])
      expect(parsed(wrong)).toBe(false);
  });

  it('[secrets.signing-pkcs11] says what is missing: library, token, key, right PIN, right kind of key (skipped: softhsm2 and opensc are not installed)', async () => {
    const { pair, place } = token();
    pair('EC:prime256v1', 'nist', '03');
    for (const [changed, says] of [
      [{ module: '/nowhere.so' }, /cannot be loaded/],
      [{ token: 'another' }, /no token is labelled another/],
      [{ key: 'absent' }, /no key is labelled absent/],
      [{ key: 'nist' }, /not an Ed25519 key/],
    ] as const)
      await expect(openSigningKey({ ...place, ...changed })).rejects.toThrow(says);
    writeFileSync(place.pinFile, '0000');
    await expect(openSigningKey(place)).rejects.toThrow(/CKR_PIN_INCORRECT/);
    chmodSync(place.pinFile, 0o640);
    await expect(openSigningKey(place)).rejects.toMatchObject({ code: 'secrets.key-file-mode' });
  });
});

describe('a key in AWS KMS', () => {
  const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  async function double(): Promise<KmsDouble> {
    const kms = await startAwsDouble(KEY);
    undo.push(() => kms.close());
    return kms;
  }
  const placeOf = ({ endpoint, credentialsFile }: KmsDouble, key = KEY) =>
    ({ kind: 'aws-kms', key, region: 'eu-central-1', endpoint, credentialsFile }) as const;

  it('[secrets.signing-aws] the SDK asks for ED25519_SHA_512 over the raw message, signed for the region', async () => {
    const kms = await double();
    await expectSigns(await openSigningKey(placeOf(kms)));
    expect(kms.seen.map(({ headers }) => headers['x-amz-target'])).toEqual([
      'TrentService.GetPublicKey',
      'TrentService.Sign',
      'TrentService.Sign',
    ]);
    expect(kms.seen.at(-1)?.body).toEqual({
      KeyId: KEY,
      Message: Buffer.from(MESSAGE).toString('base64'),
      MessageType: 'RAW',
      SigningAlgorithm: 'ED25519_SHA_512',
    });
  });

  it('[secrets.signing-aws] a key that is not there, of another kind, or that signs something else is refused', async () => {
    const kms = await double();
    await expect(openSigningKey(placeOf(kms, 'other'))).rejects.toThrow(/NotFoundException/);
    kms.lies.set('Sign', (answer) => ({ ...answer, Signature: Buffer.alloc(64, 1).toString('base64') }));
    await expect(openSigningKey(placeOf(kms))).rejects.toThrow(/its signature does not hold/);
    kms.lies.set('GetPublicKey', (answer) => ({ ...answer, KeySpec: 'RSA_2048', PublicKey: 'AAAA' }));
    await expect(openSigningKey(placeOf(kms))).rejects.toThrow(/not an Ed25519 key \(RSA_2048\)/);
  });
});

describe('a key in Google Cloud KMS', () => {
  const KEY = 'projects/p/locations/europe-west3/keyRings/r/cryptoKeys/log/cryptoKeyVersions/1';
  async function double(): Promise<KmsDouble> {
    const kms = await startGcpDouble(KEY, crc32c);
    undo.push(() => kms.close());
    return kms;
  }
  const placeOf = ({ endpoint, credentialsFile }: KmsDouble) =>
    ({ kind: 'gcp-kms', key: KEY, endpoint, credentialsFile }) as const;

  it('[secrets.signing-gcp] the SDK sends the message with its CRC32C, over HTTP with a token', async () => {
    const kms = await double();
    await expectSigns(await openSigningKey(placeOf(kms)));
    expect(kms.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /v1/${KEY}/publicKey`,
      `POST /v1/${KEY}:asymmetricSign`,
      `POST /v1/${KEY}:asymmetricSign`,
    ]);
    expect(kms.seen.at(-1)?.body).toMatchObject({ data: Buffer.from(MESSAGE).toString('base64') });
  });

  it('[secrets.signing-gcp] damage on the way, another algorithm, and an answer for another message are refused', async () => {
    const kms = await double();
    kms.lies.set('asymmetricSign', (answer) => ({ ...answer, verifiedDataCrc32c: false }));
    await expect(openSigningKey(placeOf(kms))).rejects.toThrow(/did not sign this message/);
    kms.lies.set('asymmetricSign', (answer) => ({ ...answer, signatureCrc32c: '1' }));
    await expect(openSigningKey(placeOf(kms))).rejects.toThrow(/damaged/);
    kms.lies.set('publicKey', (answer) => ({ ...answer, algorithm: 'EC_SIGN_P256_SHA256' }));
    await expect(openSigningKey(placeOf(kms))).rejects.toThrow(/EC_SIGN_P256_SHA256/);
    kms.lies.set('publicKey', (answer) => ({ ...answer, pemCrc32c: '1' }));
    await expect(openSigningKey(placeOf(kms))).rejects.toThrow(/damaged/);
  });

  it('counts CRC-32C as RFC 3720 does', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(utf8('123456789'))).toBe(0xe3069283);
  });
});

describe('the file that says where a key lies', () => {
  it('[secrets.signing-place] is strict', () => {
    const place = { kind: 'aws-kms', key: 'k', region: 'r' };
    expect(parseSigningKeyPlace(JSON.stringify(place))).toEqual({ ok: true, value: place });
    for (const [text, says] of [
      ['no', /not a JSON object/],
      ['{"kind":"x"}', /kind must be one of/],
      ['{"kind":"aws-kms","key":"k"}', /region is missing/],
      ['{"kind":"aws-kms","key":"k","region":"r","regoin":"r"}', /regoin is not a member/],
      ['{"kind":"file","path":1}', /path must be a text/],
    ] as const)
      expect(parseSigningKeyPlace(text)).toMatchObject({ ok: false, error: expect.stringMatching(says) as string });
  });
});
