/**
 * Pins what the rules write. A verifier refuses a pack whose bytes it does not write again, so any change of an output
 * must be told by another version of the rules, or genuine packs of the version before would FAIL.
 */
import { expect, it } from 'vitest';
import { packOf } from '../testing/pack.ts';
import { everyTypeStory } from '../testing/story.ts';
import { manifestOf } from './manifest.ts';
import { PROJECTION } from './pack-core.ts';

it('[verify.projection-pin] the same material gives the bytes that this version of the rules has always given', async () => {
  const { files, core } = await packOf(everyTypeStory().ledger);
  files.delete('03_manifest.json');
  const { packId } = manifestOf(files, core.inputs);
  // When this is red: once packs of this version are in anybody's hands, raise PROJECTION in pack-core.ts and pin the new
  // pair, in the same change. Before that, pin the new id.
  expect({ rules: PROJECTION, packId }).toEqual({
    rules: 'remit.projection/1',
    packId: '5c3d754b23a9bb781c9c567aaaf0a13e9a756e6ca738c57a9a2bda4b0932823d',
  });
});
