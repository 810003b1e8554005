/** A log for each period whose signer runs by itself, with its key in a file and in a token. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@remit/core';
import { softhsmThere, softhsmToken, startAwsDouble } from '@remit/testing';
import { parseVkey } from '@remit/tlog';
import { afterEach, expect, it } from 'vitest';
import { checkLedger } from '../check/check-ledger.ts';
import { entryFile } from '../processes/entry-file.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import { readKeyPlaces, writeKeyPlaces } from '../signer/signer-keys.ts';
import { decision } from '../test-support/drafts.ts';
import { createLab, ORIGIN, recordsOf } from '../test-support/ledger-lab.ts';
import { rollLedger } from './roll.ts';
import type { RollDeps } from './roll-types.ts';

const lab = createLab();
const signers: ChildProcess[] = [];
afterEach(async () => {
  for (const signer of signers.splice(0)) {
    signer.kill('SIGTERM');
    await once(signer, 'exit');
  }
  await lab.dispose();
});

async function startSigner(folder: string, env: Record<string, string> = {}): Promise<string> {
  const socket = join(folder, '..', 's.sock');
  const signer = spawn(process.execPath, [entryFile('signer'), folder, socket, ORIGIN], {
    stdio: 'ignore',
    env: { ...process.env, ...env },
  });
  signers.push(signer);
  while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 20));
  return socket;
}

const depsOf = (dir: string, signer: string, next: string, change: Partial<RollDeps> = {}): RollDeps => ({
  dir,
  signer,
  origin: ORIGIN,
  next,
  why: 'period',
  software: 'remit-test 0',
  clock: systemClock,
  logger: silentLogger,
  witnesses: [],
  keepOrigin: () => {},
  ...change,
});

it('[period.roll-apart] one signer that runs by itself signs the next log too, with another key, and the ended one when something is erased there', async () => {
  const dir = lab.folder();
  const folder = join(lab.folder(), 'signer');
  const signer = await startSigner(folder);
  const first = await lab.start(dir, { signer });
  await first.record(decision(first.handle('person', 'ada'))).durable;
  await first.close();
  const rolled = await rollLedger(depsOf(dir, signer, 'ledger.test/b'));
  if (!rolled.ok) throw new Error(rolled.error);
  expect(existsSync(join(folder, 'logs', 'ledger.test_b', 'log.key'))).toBe(true);
  expect(existsSync(join(dir, 'signer'))).toBe(false);
  const ended = rolled.value.from.dir;
  const now = await lab.start(dir, { signer, origin: 'ledger.test/b' });
  // Both logs at once, over one socket.
  const old = await lab.start(ended, { signer });
  expect([now.vkey, old.vkey]).toEqual([rolled.value.to.vkey, first.vkey]);
  await old.record({ t: 'heartbeat', hb: { why: 'erasure' } }).durable;
  await now.record({ t: 'heartbeat', hb: { why: 'on' } }).durable;
  await now.record({ t: 'heartbeat', hb: { why: 'and on' } }).durable;
  await Promise.all([old.sealHead(), now.sealHead()]);
  await old.close();
  await now.close();
  for (const of of [ended, dir]) expect(await checkLedger(of)).toMatchObject({ ok: true });
  const frozen = await rollLedger(depsOf(dir, signer, 'ledger.test/c', { origin: 'ledger.test/b', why: 'compromise' }));
  if (!frozen.ok) throw new Error(frozen.error);
  expect(frozen.value.to.vkey).not.toBe(now.vkey);
}, 60_000);

it.skipIf(!softhsmThere)(
  '[period.roll-token] a key in a token signs the next log under its name; after a compromise another key must be named (skipped: softhsm2 and opensc are not installed)',
  async () => {
    const dir = lab.folder();
    const folder = join(lab.folder(), 'signer');
    const { env, placeOf } = softhsmToken(join(lab.folder(), 'token'), ['log', 'other']);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeKeyPlaces(folder, { current: placeOf('log'), former: [] });
    const signer = await startSigner(folder, env);
    const first = await lab.start(dir, { signer });
    await first.record(decision(first.handle('person', 'ada'))).durable;
    await first.close();
    const rolled = await rollLedger(depsOf(dir, signer, 'ledger.test/b'));
    if (!rolled.ok) throw new Error(rolled.error);
    const keyOf = (vkey: string) => Buffer.from(parseVkey(vkey)?.publicKey ?? []).toString('hex');
    expect(rolled.value.to.vkey).toMatch(/^ledger\.test\/b\+/);
    expect(keyOf(rolled.value.to.vkey)).toBe(keyOf(first.vkey));
    expect(await checkLedger(dir)).toMatchObject({ ok: true });

    const stolen = depsOf(dir, signer, 'ledger.test/c', { origin: 'ledger.test/b', why: 'compromise' });
    expect(await rollLedger(stolen)).toMatchObject({
      ok: false,
      error: expect.stringContaining('needs another key') as string,
    });
    const next = join(folder, 'logs', 'ledger.test_c');
    expect(readKeyPlaces(next)).toMatchObject({ ok: true, value: { current: { key: 'log' } } });
    // As the message says; the signer reads it when it is started again.
    writeKeyPlaces(next, { current: placeOf('other'), former: [] });
    for (const one of signers.splice(0)) {
      one.kill('SIGTERM');
      await once(one, 'exit');
    }
    const again = await rollLedger({ ...stolen, signer: await startSigner(folder, env) });
    if (!again.ok) throw new Error(again.error);
    expect(keyOf(again.value.to.vkey)).not.toBe(keyOf(first.vkey));
    const reader = openLedgerReader(dir);
    expect(recordsOf(reader).map((record) => record.t)).toEqual(['genesis', 'continues']);
    reader.close();
  },
  60_000,
);

it('[period.roll-service] a key in a key service signs the next log under its name, with the signer that the ledger starts', async () => {
  const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234';
  const kms = await startAwsDouble(key);
  try {
    const dir = lab.folder();
    const { endpoint, credentialsFile } = kms;
    mkdirSync(join(dir, 'signer'), { recursive: true, mode: 0o700 });
    const place = { kind: 'aws-kms', key, region: 'eu-central-1', endpoint, credentialsFile } as const;
    writeKeyPlaces(join(dir, 'signer'), { current: place, former: [] });
    const first = await lab.start(dir);
    await first.record(decision(first.handle('person', 'ada'))).durable;
    await first.close();
    const { signer: _, ...deps } = depsOf(dir, '', 'ledger.test/b');
    const rolled = await rollLedger(deps);
    if (!rolled.ok) throw new Error(rolled.error);
    expect(parseVkey(rolled.value.to.vkey)?.publicKey).toEqual(parseVkey(first.vkey)?.publicKey);
    const asked = kms.seen.length;
    const next = await lab.start(dir, { origin: 'ledger.test/b' });
    await next.record({ t: 'heartbeat', hb: { why: 'on' } }).durable;
    await next.sealHead();
    await next.close();
    expect(kms.seen.length).toBeGreaterThan(asked);
    for (const of of [rolled.value.from.dir, dir]) expect(await checkLedger(of)).toMatchObject({ ok: true });
  } finally {
    await kms.close();
  }
}, 60_000);
