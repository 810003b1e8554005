/** `@remit/verify/testing`: logs and packs in memory for tests. Development only; nothing of it is in the verifier. */
export type { LogAttack } from './attacks.ts';
export {
  ATTACKED_SIZE,
  attackPositions,
  fieldPaths,
  logAttacks,
  mutateField,
  recordOf,
  rewriteAll,
} from './attacks.ts';
export { erasedPacks } from './erased-packs.ts';
export { editEntry, forge, remanifest, renumberLog, rewriteLog, signHead } from './forge.ts';
export type { ReadPack } from './forged-packs.ts';
export { alteredPacks, attackedPacks, honestPacks, mutatedPacks, unwitnessedPacks } from './forged-packs.ts';
export type { Appended, TestKey, TestLedger, TestLedgerOptions } from './ledger.ts';
export {
  createTestLedger,
  TEST_ORIGIN,
  TEST_START,
  testHandle,
  testLogKey,
  testSeed,
  testTrust,
  testUlid,
  testWitness,
} from './ledger.ts';
export type { AskOptions, ModelStory } from './model-story.ts';
export { startModelStory } from './model-story.ts';
export type { TestPack, TestPackOptions } from './pack.ts';
export { coreOf, honestPack, packOf, trustOf } from './pack.ts';
export { randomStory } from './random-story.ts';
export { rootedPacks } from './rooted-packs.ts';
export { sealedPacks } from './sealed-packs.ts';
export type { DecidePart, ProposeOptions, ReadOptions, Story, StoryOptions } from './story.ts';
export { everyTypeStory, honestStory, proposeContext, readContext, STORY_SCOPE, startStory } from './story.ts';
