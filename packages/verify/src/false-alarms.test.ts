/** Ledger reference §10, acceptance target: no false alarm in at least 480 honest packs. */
import { rfc3339 } from '@remit/core';
import { expect, it, vi } from 'vitest';
import { packFromFiles } from './pack/pack-source.ts';
import { stepOf } from './testing/expect-step.ts';
import { TEST_START } from './testing/ledger.ts';
import { packOf, trustOf } from './testing/pack.ts';
import { everyTypeStory, honestStory } from './testing/story.ts';
import { verifyPack } from './verify-pack.ts';

// Hundreds of packs are verified in one test: seconds on an idle machine, minutes on a busy one.
vi.setConfig({ testTimeout: 300_000 });

let trials = 0;

it.each([12, 22, 32, 42])(
  '[verify.pass] honest packs of %i to ten more records, of all periods, systems and known heads pass',
  async (least) => {
    for (let size = least; size < least + 10; size++) {
      const { ledger } = size === 51 ? everyTypeStory() : honestStory(size, { writer: `w${size}`, step: 500 + size });
      const known = [2, Math.floor(size / 2), ledger.entries.length];
      const heads = [undefined, ...(await Promise.all(known.map((at) => ledger.checkpoint({ size: at }))))];
      for (const system of [undefined, 'loan-triage-eu', 'another-system'])
        for (const [i, head] of heads.entries()) {
          const from = rfc3339(TEST_START + i * 2000);
          const pack = await packOf(ledger, { inputs: { from, ...(system === undefined ? {} : { system }) } });
          const report = await verifyPack(packFromFiles(pack.files), trustOf(ledger, head), pack.now);
          const where = `${size} ${system ?? ''} ${i}: ${JSON.stringify(report.steps.filter((s) => s.status !== 'ok'))}`;
          expect(report.result, where).toBe('PASS');
          expect(stepOf(report, 'known-head').status).toBe(head === undefined ? 'not-applicable' : 'ok');
          trials += 1;
        }
    }
  },
);

it('counts its trials', () => {
  console.log(`honest packs verified: ${trials}, false alarms: 0`);
  expect(trials).toBe(480);
});
