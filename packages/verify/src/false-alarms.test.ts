/** Ledger reference §10, acceptance target: no false alarm in at least 480 honest packs. */
import { rfc3339 } from '@remit/core';
import { expect, it } from 'vitest';
import { packFromFiles } from './pack/pack-source.ts';
import { stepOf } from './testing/expect-step.ts';
import { TEST_START } from './testing/ledger.ts';
import { packOf, trustOf } from './testing/pack.ts';
import { everyTypeStory, honestStory } from './testing/story.ts';
import { verifyPack } from './verify-pack.ts';

it('[verify.pass] 480 honest packs of all sizes, periods, systems and known heads pass', async () => {
  let trials = 0;
  for (let size = 12; size < 52; size++) {
    const { ledger } = size === 51 ? everyTypeStory() : honestStory(size, { writer: `w${size}`, step: 500 + size });
    const heads = [
      undefined,
      await ledger.checkpoint({ size: 2 }),
      await ledger.checkpoint({ size: Math.floor(size / 2) }),
      await ledger.checkpoint(),
    ];
    for (const system of [undefined, 'loan-triage-eu', 'another-system'])
      for (const [i, head] of heads.entries()) {
        const from = rfc3339(TEST_START + i * 2000);
        const pack = await packOf(ledger, { inputs: { from, ...(system === undefined ? {} : { system }) } });
        const report = await verifyPack(packFromFiles(pack.files), trustOf(ledger, head), pack.now);
        expect(
          report.result,
          `${size} ${system ?? ''} ${i}: ${JSON.stringify(report.steps.filter((s) => s.status !== 'ok'))}`,
        ).toBe('PASS');
        expect(stepOf(report, 'known-head').status).toBe(head === undefined ? 'not-applicable' : 'ok');
        trials += 1;
      }
  }
  console.log(`honest packs verified: ${trials}, false alarms: 0`);
  expect(trials).toBe(480);
}, 120_000);
