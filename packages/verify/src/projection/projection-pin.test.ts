/**
 * Pins what each version of the rules writes. A verifier refuses a pack whose bytes it does not write again, so any change
 * of an output must be told by another version of the rules, or genuine packs of the version before would FAIL.
 */
import { expect, it } from 'vitest';
import { packFromFiles } from '../pack/pack-source.ts';
import { packOf } from '../testing/pack.ts';
import { everyTypeStory } from '../testing/story.ts';
import { verifyPack } from '../verify-pack.ts';
import { manifestOf } from './manifest.ts';
import { PROJECTION, RULES } from './rules.ts';

// The first id stands for good: packs of it are in other people's hands. The last one may be pinned again as long as no
// version with it was released; after that, raise PROJECTION in rules.ts and add a line.
const PINNED = {
  'remit.projection/1': '5c3d754b23a9bb781c9c567aaaf0a13e9a756e6ca738c57a9a2bda4b0932823d',
  'remit.projection/2': '3e10db9dc113abcd4296ff5fdfd015945b072d694ba6aa45805320f3b31c05f2',
};

it.each(RULES)(
  '[verify.projection-pin] under %s the same material gives the bytes that it has always given',
  async (rules) => {
    const { files, core, trust, now } = await packOf(everyTypeStory().ledger, { rules });
    expect((await verifyPack(packFromFiles(new Map(files)), trust, now)).result).toBe('PASS');
    files.delete('03_manifest.json');
    const { packId, generator } = manifestOf(files, core);
    expect({ [generator.projection]: packId }).toEqual({ [rules]: PINNED[rules] });
  },
);

it('[verify.projection-pin] new packs are written by the newest rules', async () => {
  const { files, core } = await packOf(everyTypeStory().ledger);
  expect(PROJECTION).toBe('remit.projection/2');
  expect(manifestOf(files, core).generator.projection).toBe(PROJECTION);
});
