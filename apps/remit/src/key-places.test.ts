/** The key of a running log lies in a file, then in a token, then in a key service: served, packed, verified. */
import { realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { softhsmThere, softhsmToken, startAwsDouble, startGcpDouble } from '@remit/testing';
import { afterEach, expect, it } from 'vitest';
import { crc32cOf } from './testing/crc32c.ts';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';
import { openMcpSession } from './testing/mcp-session.ts';

const FILES = createRequire(new URL('../../../packages/mcp/package.json', import.meta.url)).resolve(
  '@modelcontextprotocol/server-filesystem/dist/index.js',
);
const houses: Installation[] = [];
afterEach(async () => {
  for (const made of houses.splice(0)) await made.remove();
});

/** An installation with one agent, and what it takes to make calls and a pack. */
async function openHouse() {
  const house = makeInstallation();
  houses.push(house);
  const folder = realpathSync(house.dir);
  const files = { command: process.execPath, args: [FILES, folder] };
  // JSON is YAML.
  writeFileSync(join(folder, 'remit.yaml'), JSON.stringify({ listen: { port: 0 }, servers: { files } }));
  const made = await house.json('init', '--person', 'ada@example.org');
  house.key = String(made['token']);
  const bo = await house.json('key', 'create', '--person', 'bo@example.org', '--agent', 'clerk');
  const vkeys = [String(made['vkey'])];
  return {
    house,
    vkeys,
    /** Serves a call and stops. Answers the last head. */
    async serve(): Promise<string> {
      const up = await house.start('up');
      const clerk = await openMcpSession(`${up.said['url']}/mcp/files`, String(bo['token']));
      await clerk.call('read_text_file', { path: join(folder, 'remit.yaml') });
      // A head over the call, not only over what was there before it.
      await house.json('ledger', 'check');
      const { checkpoint } = await house.json('ledger', 'head');
      await up.stop();
      return String(checkpoint);
    },
    async rotate(place: object): Promise<string> {
      writeFileSync(join(folder, 'place.json'), JSON.stringify(place));
      const begun = await house.json('ledger', 'rotate-key', '--why', 'test', '--both', '1', '--place', 'place.json');
      vkeys.push(String(begun['next']));
      return String(begun['next']);
    },
    finish: () => house.json('ledger', 'rotate-key', '--finish'),
    async verified(): Promise<{ readonly out: string }> {
      // A head that the pack continues: what comes after the pack is not in it.
      const { checkpoint } = await house.json('ledger', 'head');
      const report = await house.json('report', '--from', '2020-01-01', '--to', '2099-12-31', '--out', 'pack.zip');
      expect(report['traces']).toBeGreaterThan(0);
      const logs = vkeys.map((vkey) => `log ${vkey}\n`).join('');
      writeFileSync(join(folder, 'trust'), `${logs}quorum none\n---\n${String(checkpoint)}`);
      return house.remit('verify', 'pack.zip', '--trust', 'trust');
    },
  };
}

/** Key ids that have signed a note, as its lines say. */
const signers = (note: string) => note.split('\n').filter((line) => line.startsWith('\u2014 ')).length;

it.skipIf(!softhsmThere)(
  '[trust.key-in-token] a running log goes from a key in a file to one in a token: both sign, then the token alone, and the pack verifies with both keys in its history (skipped: softhsm2 and opensc are not installed)',
  async () => {
    const log = await openHouse();
    const token = softhsmToken(join(log.house.dir, 'token'), ['log']);
    expect(signers(await log.serve())).toBe(1);
    const next = await log.rotate(token.placeOf('log'));
    expect(signers(await log.serve())).toBe(2);
    await log.finish();
    const last = await log.serve();
    expect(signers(last)).toBe(1);
    expect((await log.house.json('ledger', 'head'))['vkey']).toBe(next);
    const { out } = await log.verified();
    expect(out.split(' ')[0]).toBe('PASS');
    expect(out).toMatch(/ok +key-history/);
    // Without the key of the token in the trust file nobody vouches for the head.
    log.vkeys.pop();
    expect((await log.verified()).out.split(' ')[0]).not.toBe('PASS');
  },
  240_000,
);

/** Goes over with an overlap and makes a pack. Answers what the verifier says, and how often the service was asked alone. */
async function goesOver(place: object, asked: () => number): Promise<{ out: string; alone: number }> {
  const log = await openHouse();
  await log.serve();
  await log.rotate(place);
  expect(signers(await log.serve())).toBe(2);
  await log.finish();
  const before = asked();
  expect(signers(await log.serve())).toBe(1);
  const alone = asked() - before;
  const { out } = await log.verified();
  return { out, alone };
}

it('[trust.key-in-service] a running log goes on with a key in AWS KMS: every head is one request of the SDK, and the pack verifies', async () => {
  const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234';
  const kms = await startAwsDouble(key);
  try {
    const { endpoint, credentialsFile } = kms;
    const sent = () => kms.seen.filter(({ headers }) => headers['x-amz-target'] === 'TrentService.Sign').length;
    const { out, alone } = await goesOver(
      { kind: 'aws-kms', key, region: 'eu-central-1', endpoint, credentialsFile },
      sent,
    );
    expect(alone).toBeGreaterThan(0);
    expect(out).toMatch(/^PASS [\s\S]*ok +key-history/);
  } finally {
    await kms.close();
  }
}, 240_000);

it('[trust.key-in-service] a running log goes on with a key in Google Cloud KMS, whose credentials are a file: the signer process has no environment', async () => {
  const key = 'projects/p/locations/l/keyRings/r/cryptoKeys/log/cryptoKeyVersions/1';
  const kms = await startGcpDouble(key, crc32cOf);
  try {
    const { endpoint, credentialsFile } = kms;
    const sent = () => kms.seen.filter(({ path }) => path === `/v1/${key}:asymmetricSign`).length;
    const { out, alone } = await goesOver({ kind: 'gcp-kms', key, endpoint, credentialsFile }, sent);
    expect(alone).toBeGreaterThan(0);
    expect(out).toMatch(/^PASS [\s\S]*ok +key-history/);
  } finally {
    await kms.close();
  }
}, 240_000);
