/** The step "commitments" on erasures: intact, erased with authorisation, MISSING. */
import { describe, expect, it } from 'vitest';
import { packFromFiles } from '../pack/pack-source.ts';
import type { ChangeErasure } from '../testing/erased-packs.ts';
import { badErasures, erasedStory } from '../testing/erased-packs.ts';
import { stepOf } from '../testing/expect-step.ts';
import { packOf } from '../testing/pack.ts';
import { verifyPack } from '../verify-pack.ts';

async function verified(change?: ChangeErasure, keep = false) {
  const { story, first, second } = erasedStory(change, keep);
  const pack = await packOf(story.ledger);
  const report = await verifyPack(packFromFiles(pack.files), pack.trust, pack.now);
  return { report, says: stepOf(report, 'commitments').says, first, second };
}

describe('erasure in a pack', () => {
  it('[erasure.verify] told apart: what is erased by two persons passes, is listed, and its verdict is indeterminate', async () => {
    const { report, says, second } = await verified();
    expect(report.result).toBe('PASS');
    expect(says).toEqual([
      '2 of 3 decision contexts disclosed, each hashes to its commitment',
      '1 erased with authorisation: their verdicts are indeterminate',
      expect.stringContaining(
        `record ${second.index + 4}: erasure "er_01K0000000000000000000000A" ("gdpr-17-1-a") of 1 records and 0 ingested events, approved by p_`,
      ),
    ]);
    expect(stepOf(report, 'decisions').says).toContain('verdicts: 2 in, 0 out, 1 indeterminate');
  });

  it('[erasure.verify] missing without a record that names exactly this record and field is MISSING', async () => {
    const nothing = await verified(() => ({ at: [] }));
    expect(nothing.report.result).toBe('FAIL');
    expect(nothing.says.join('\n')).toContain(`record ${nothing.second.index}: MISSING`);
    const other = await verified(({ at }) => ({ at: [{ f: ['ctx'], i: [(at[0]?.i[0] ?? 0) - 2] }] }));
    expect(other.says.join('\n')).toContain(`record ${other.first.index}: ALTERED: record`);
    expect(other.says.join('\n')).toContain(`record ${other.second.index}: MISSING`);
  });

  it.each(Object.entries(badErasures))(
    '[erasure.verify] an erasure with %s fails, and explains nothing',
    async (_, [change, says]) => {
      const found = await verified(change);
      expect(found.report.result).toBe('FAIL');
      expect(found.says.join('\n')).toContain(says);
      expect(found.says.join('\n')).toContain('MISSING');
    },
  );

  it('[erasure.verify] content that is there although the log says that it was erased is ALTERED', async () => {
    const { report, says, second } = await verified(undefined, true);
    expect(report.result).toBe('FAIL');
    expect(says.join('\n')).toContain(
      `record ${second.index}: ALTERED: record ${second.index + 4} says that it was erased`,
    );
  });
});
