import { utf8 } from '@remit/core';
import { packFromFiles, packFromZip, verifyPack } from '@remit/verify';
import { honestStory, TEST_START, trustOf } from '@remit/verify/testing';
import { describe, expect, it } from 'vitest';
import { buildPack } from './build-pack.ts';
import { readerOfTestLedger } from './testing-reader.ts';
import { zipPack } from './zip-pack.ts';

async function storyPack(size: number) {
  const { ledger } = honestStory(size);
  const reader = readerOfTestLedger(ledger, [{ size, note: await ledger.checkpoint() }]);
  const input = {
    reader,
    system: 'loan-triage-eu',
    period: { from: TEST_START, to: ledger.now() },
    now: ledger.now(),
    software: 'remit 0.1.0',
    verifierSource: utf8('// the verifier\n'),
  };
  return { ledger, input, pack: await buildPack(input) };
}

describe('a pack from a ledger', () => {
  it('[evidence.pack-verifies] passes the verifier as files and as a zip', async () => {
    const { ledger, pack } = await storyPack(60);
    const trust = trustOf(ledger);
    expect((await verifyPack(packFromFiles(pack.files), trust, ledger.now())).result).toBe('PASS');
    const fromZip = packFromZip(zipPack(pack.files));
    expect(fromZip.problems).toEqual([]);
    expect((await verifyPack(fromZip, trust, ledger.now())).result).toBe('PASS');
    expect(pack.name).toBe('article12-pack_loan-triage-eu_2026-10-01_2026-10-01.zip');
  });

  it('[evidence.deterministic] gives the same bytes for the same ledger size and inputs', async () => {
    const { input, pack } = await storyPack(60);
    expect(zipPack((await buildPack(input)).files)).toEqual(zipPack(pack.files));
  });
});
