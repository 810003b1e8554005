import { createCedarEvaluator } from '@remit/scope/engine';
import { describe, expect, it } from 'vitest';
import { packFromFiles } from '../pack/pack-source.ts';
import { stepOf } from '../testing/expect-step.ts';
import { packOf } from '../testing/pack.ts';
import { everyTypeStory, honestStory } from '../testing/story.ts';
import { examinePack } from '../verify-pack.ts';

describe('a second evaluator', () => {
  it('[verify.second-evaluator] Cedar gives the same for every decision, asked once for what differs in its time alone', async () => {
    for (const { ledger } of [honestStory(80), everyTypeStory(), everyTypeStory({ step: 3 })]) {
      const pack = await packOf(ledger);
      const evaluator = createCedarEvaluator();
      const { report } = await examinePack(packFromFiles(pack.files), pack.trust, pack.now, { evaluator });
      evaluator.close();
      expect(report.result).toBe('PASS');
      const [own, cedar] = stepOf(report, 'decisions').says;
      expect(own).toMatch(/^run again by remit-redecide\/1: \d+ with the same result/);
      const [, asked, distinct] =
        /^Cedar [\d.]+ gives the same for all (\d+) of them, (\d+) of which/.exec(cedar ?? '') ?? [];
      expect(Number(asked)).toBeGreaterThan(5);
      expect(Number(distinct)).toBeLessThan(Number(asked));
    }
  });

  it('[verify.second-evaluator] one that decides otherwise fails the step, one that cannot answer leaves it incomplete', async () => {
    const pack = await packOf(honestStory(30).ledger);
    const examine = async (decide: () => { dec: 'deny'; rules: string[] } | undefined) => {
      const evaluator = { name: 'another', decide };
      return (await examinePack(packFromFiles(pack.files), pack.trust, pack.now, { evaluator })).report;
    };
    const other = await examine(() => ({ dec: 'deny', rules: [] }));
    expect(other.result).toBe('FAIL');
    expect(stepOf(other, 'decisions').says[0]).toMatch(
      /^record \d+: another gives deny \(no rule\), this verifier permit \(files\/|^record \d+: another gives deny \(no rule\), this verifier permit \(read-assigned-case\)$/,
    );
    const silent = await examine(() => undefined);
    expect(silent.result).toBe('INCOMPLETE');
    expect(stepOf(silent, 'decisions').says[0]).toMatch(/^record \d+: another could not evaluate it$/);
  });
});
