import { utf8 } from '@remit/core';
import { ed25519Signer } from '@remit/tlog';
import { packFromFiles, parseTrust, verifyPack } from '@remit/verify';
import { honestStory, TEST_START, testSeed, testTrust, trustOf } from '@remit/verify/testing';
import { describe, expect, it } from 'vitest';
import { buildPack } from './build-pack.ts';
import type { ReportSigner } from './sign-manifest.ts';
import { readerOfTestLedger } from './testing-reader.ts';

const signer = ed25519Signer('report.remit.test', testSeed('report'));
const stranger = ed25519Signer('report.remit.test', testSeed('stranger'));

async function signedPack(by: ReportSigner | undefined) {
  const { ledger } = honestStory(40);
  // The installation tells the log which key signs its packs.
  ledger.append({ t: 'registry.change', chg: { what: 'report-key.declare', ref: signer.vkey } });
  const size = ledger.entries.length;
  const reader = readerOfTestLedger(ledger, [{ size, note: await ledger.checkpoint() }]);
  const pack = await buildPack({
    reader,
    period: { from: TEST_START, to: ledger.now() },
    now: ledger.now(),
    software: 'remit 0.1.0',
    verifierSource: utf8('// the verifier\n'),
    ...(by === undefined ? {} : { signer: by }),
  });
  const check = async (files: ReadonlyMap<string, Uint8Array>, keys: readonly ReportSigner[] = []) => {
    const lines = keys.map(({ vkey }) => `report-key ${vkey}\n`).join('');
    const trust = parseTrust(`${lines}${testTrust(ledger.logKey, ['w-one', 'w-two'])}`);
    const report = await verifyPack(packFromFiles(files), trust.ok ? trust.value : trustOf(ledger), ledger.now());
    const step = report.steps.find(({ name }) => name === 'dsse');
    return { result: report.result, status: step?.status, says: step?.says.join('; ') ?? '' };
  };
  return { files: pack.files, check };
}

describe('a signed manifest', () => {
  it('[report.dsse] is valid by the key that the log or the trust file names', async () => {
    const { files, check } = await signedPack(signer);
    const byLog = await check(files);
    expect(byLog).toMatchObject({ result: 'PASS', status: 'ok' });
    expect(byLog.says).toMatch(/valid: .*; record \d+ of the log names this key/);
    expect((await check(files, [signer])).says).toContain('the trust file names this key');
    expect(await check(files, [stranger])).toMatchObject({ result: 'FAIL', status: 'fail' });
  });

  it('[report.dsse] says so when nobody names the key', async () => {
    const { files, check } = await signedPack(stranger);
    expect(await check(files)).toMatchObject({ result: 'PASS' });
    expect((await check(files)).says).toContain('it shows only that its holder signed');
  });

  it('[report.dsse] unsigned is said, a missing signature is incomplete, a wrong one fails', async () => {
    const unsigned = await signedPack(undefined);
    expect(await unsigned.check(unsigned.files)).toMatchObject({ result: 'PASS', status: 'not-applicable' });
    const { files, check } = await signedPack(signer);
    const path = '03_manifest.dsse.json';
    const added = new Map(unsigned.files).set(path, files.get(path) ?? utf8(''));
    expect(await unsigned.check(added)).toMatchObject({ result: 'FAIL' });
    const stripped = new Map(files);
    stripped.delete(path);
    expect(await check(stripped)).toMatchObject({ result: 'INCOMPLETE', status: 'incomplete' });
    const envelope = JSON.parse(new TextDecoder().decode(files.get(path))) as { signatures: { sig: string }[] };
    const other = await signedPack(stranger);
    const foreign = JSON.parse(new TextDecoder().decode(other.files.get(path))) as typeof envelope;
    for (const bad of [
      { ...envelope, signatures: foreign.signatures },
      { ...envelope, payload: foreign },
      { ...envelope, signatures: [] },
    ])
      expect(await check(new Map(files).set(path, utf8(JSON.stringify(bad))))).toMatchObject({ status: 'fail' });
    const elsewhere = { ...JSON.parse(new TextDecoder().decode(other.files.get(path))) };
    expect(await check(new Map(files).set(path, utf8(JSON.stringify(elsewhere))))).toMatchObject({ status: 'fail' });
  });
});
