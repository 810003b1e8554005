import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packFromFiles } from '../pack/pack-source.ts';
import { remanifest } from '../testing/forge.ts';
import { packOf } from '../testing/pack.ts';
import { honestStory } from '../testing/story.ts';
import { verifyPack } from '../verify-pack.ts';
import type { SampleUnit } from './sampling.ts';
import { drawSample } from './sampling.ts';

const units = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1 }),
    verdict: fc.constantFrom('in', 'out', 'indeterminate'),
    failOpen: fc.boolean(),
  }),
  { selector: (unit) => unit.id },
) as fc.Arbitrary<SampleUnit[]>;

describe('drawing a sample', () => {
  it('[report.sampling] takes all out and fail-open traces and n of the others, whatever their order', () => {
    fc.assert(
      fc.property(units, fc.string(), fc.nat({ max: 6 }), (all, seed, n) => {
        const sample = drawSample(all, { seed, n });
        expect(drawSample(all.toReversed(), { seed, n })).toEqual(sample);
        const drawn = new Set(sample.drawn.map(({ trace }) => trace));
        expect(drawn.size).toBe(sample.drawn.length);
        for (const unit of all) if (unit.verdict === 'out' || unit.failOpen) expect(drawn).toContain(unit.id);
        for (const { stratum, population, drawn: count } of sample.strata)
          expect(count).toBe(stratum === 'out' || stratum === 'fail_open' ? population : Math.min(n, population));
        expect(sample.strata.reduce((sum, { population }) => sum + population, 0)).toBe(all.length);
      }),
    );
  });

  it('draws by SHA-256 of seed and id, as the rule in the file says', () => {
    const all = Array.from({ length: 50 }, (_, n) => ({ id: `trace-${n}`, verdict: 'in' as const, failOpen: false }));
    const draw = (id: string) => createHash('sha256').update(`remit.sample/1\n2026-Q4 auditor\n${id}`).digest('hex');
    const expected = all.map(({ id }) => id).sort((a, b) => (draw(a) < draw(b) ? -1 : 1));
    const sample = drawSample(all, { seed: '2026-Q4 auditor', n: 10 });
    expect(sample.drawn.map(({ trace }) => trace)).toEqual(expected.slice(0, 10));
    expect(sample.drawn[0]?.draw).toBe(draw(expected[0] ?? ''));
  });
});

describe('a pack with a sample', () => {
  it('[report.sampling] is drawn again by the verifier; another choice fails', async () => {
    const pack = await packOf(honestStory(80).ledger, { inputs: { sample: { seed: 'chosen by the auditor', n: 3 } } });
    expect((await verifyPack(packFromFiles(pack.files), pack.trust, pack.now)).result).toBe('PASS');
    const text = new TextDecoder().decode(pack.files.get('13_sampling.json'));
    const sampling = JSON.parse(text) as { drawn: { trace: string }[] };
    expect(sampling.drawn.length).toBeGreaterThan(3);
    const other = text.replace(sampling.drawn.at(-1)?.trace ?? '', sampling.drawn[0]?.trace ?? '');
    const forged = remanifest(new Map(pack.files).set('13_sampling.json', new TextEncoder().encode(other)), pack.core);
    expect((await verifyPack(packFromFiles(forged), pack.trust, pack.now)).result).toBe('FAIL');
  });
});
