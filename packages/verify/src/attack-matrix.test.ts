/** The attack matrix of the ledger reference §10, for packs: no forged pack passes. */
import { rfc3339 } from '@remit/core';
import { describe, expect, it, vi } from 'vitest';
import { packFromFiles } from './pack/pack-source.ts';
import { ATTACKED_SIZE, attackPositions, logAttacks, rewriteAll } from './testing/attacks.ts';
import { forge } from './testing/forge.ts';
import { TEST_START, testLogKey } from './testing/ledger.ts';
import type { TestPack } from './testing/pack.ts';
import { packOf, trustOf } from './testing/pack.ts';
import { honestStory } from './testing/story.ts';
import { verifyPack } from './verify-pack.ts';

// Hundreds of packs are verified in one test: seconds on an idle machine, minutes on a busy one.
vi.setConfig({ testTimeout: 300_000 });

let honest: TestPack | undefined;
/** Reports on the last sixty records only, so that each trial is quick; the whole log is in the pack all the same. */
const base = async () => {
  if (honest === undefined) {
    const { ledger } = honestStory(ATTACKED_SIZE);
    honest = await packOf(ledger, { inputs: { from: rfc3339(TEST_START + (ATTACKED_SIZE - 60) * 1000) } });
  }
  return honest;
};

let trials = 0;

describe.each(Object.entries(logAttacks))('%s', (_name, attack) => {
  it.each(Object.entries(attackPositions))(
    '[verify.attack-matrix] at the %s position: never PASS',
    async (_position, at) => {
      const pack = await base();
      const entries = attack(pack.core.entries, at);
      const fullHead = pack.core.checkpoint;
      const oldHead = await pack.ledger.checkpoint({ size: 20 });
      const keys = {
        none: undefined,
        'another key': testLogKey(pack.ledger.origin, ' thief'),
        'the log key': pack.ledger.logKey,
      };
      for (const [keyName, key] of Object.entries(keys)) {
        const files = await forge(pack.core, entries, key);
        for (const [headName, head] of Object.entries({ none: undefined, full: fullHead, old: oldHead })) {
          const report = await verifyPack(packFromFiles(files), trustOf(pack.ledger, head), pack.now);
          trials += 1;
          const where = `key ${keyName}, known head ${headName}`;
          // Whoever lacks the log key cannot reach more than FAIL; nor can the key holder against the full head.
          const best = keyName === 'the log key' && headName !== 'full' ? ['FAIL', 'INCOMPLETE'] : ['FAIL'];
          expect(best, where).toContain(report.result);
        }
      }
    },
  );
});

describe('rewriting everything', () => {
  it('[verify.attack-matrix] fails without the key, and with it against any known head', async () => {
    const pack = await base();
    const entries = rewriteAll(pack.core.entries);
    for (const key of [undefined, testLogKey(pack.ledger.origin, ' thief'), pack.ledger.logKey]) {
      const files = await forge(pack.core, entries, key);
      for (const size of [20, ATTACKED_SIZE]) {
        const trust = trustOf(pack.ledger, await pack.ledger.checkpoint({ size }));
        expect((await verifyPack(packFromFiles(files), trust, pack.now)).result).toBe('FAIL');
      }
      const report = await verifyPack(packFromFiles(files), trustOf(pack.ledger), pack.now);
      expect(report.result).toBe(key === pack.ledger.logKey ? 'INCOMPLETE' : 'FAIL');
      trials += 3;
    }
  });

  it('counts its trials', () => {
    console.log(`forged packs verified: ${trials}, passed: 0`);
    expect(trials).toBe(7 * 6 * 9 + 9);
  });
});
