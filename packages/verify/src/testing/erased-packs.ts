/** Packs with an erasure: a good one, and each way in which one is worth nothing. For tests. Development only. */
import type { DraftOf } from '@remit/record';
import type { ReadPack } from './forged-packs.ts';
import type { Appended } from './ledger.ts';
import { testHandle, testTrust } from './ledger.ts';
import { packOf } from './pack.ts';
import type { Story } from './story.ts';
import { startStory } from './story.ts';

type Erased = DraftOf<'erasure'>['ers'];

/** Makes of a good erasure another one. */
export type ChangeErasure = (ers: Erased) => Partial<Erased>;

const targetOf = ({ at }: Erased): number => at[0]?.i[0] ?? 0;

/** What makes an erasure worthless, and what the verifier says of it. */
export const badErasures: Readonly<Record<string, readonly [ChangeErasure, string]>> = {
  'one approver': [({ by }) => ({ by: by.slice(0, 1) }), 'that one person alone approved'],
  'the same approver twice': [({ by }) => ({ by: [by[0] ?? '', by[0] ?? ''] }), 'that one person alone approved'],
  'an approver nobody knows': [({ by }) => ({ by: [by[0] ?? '', testHandle('stranger')] }), 'who had no key'],
  'an approver who is erased by it': [({ by }) => ({ of: [by[0] ?? ''] }), 'who is erased by it'],
  'an index that does not exist': [() => ({ at: [{ f: ['ctx'], i: [999] }] }), 'of record 999, which does not stand'],
  'its own index': [(ers) => ({ at: [{ f: ['ctx'], i: [targetOf(ers) + 4] }] }), 'which does not stand before it'],
  'another tenant': [() => ({ org: 'remit.test/other' }), 'of records of another log'],
  'a field that is not committed to': [
    (ers) => ({ at: [{ f: ['result'], i: [targetOf(ers)] }] }),
    'of a field that record',
  ],
  'events of a record that is no batch': [
    (ers) => ({ at: [{ f: ['raw'], i: [targetOf(ers)], ev: [0] }] }),
    'no ingested batch',
  ],
  'a number beyond its parts': [() => ({ n: 1 }), 'that is number 1 of 1'],
};

/** Three reads and an erasure of the second one's context, which `keep` leaves in the pack all the same. */
export function erasedStory(
  change: ChangeErasure = () => ({}),
  keep = false,
): { story: Story; first: Appended; second: Appended } {
  const story = startStory();
  const [first, second] = [story.read().decision, story.read().decision];
  story.read();
  const ers: Erased = {
    req: 'er_01K0000000000000000000000A',
    basis: 'gdpr-17-1-a',
    by: [story.agentWho.sub, story.approverWho.sub],
    org: story.ledger.origin,
    of: [testHandle('quist')],
    at: [{ f: ['ctx'], i: [second.index] }],
    inv: 'a'.repeat(64),
    n: 0,
    parts: 1,
  };
  story.ledger.append({ t: 'erasure', ers: { ...ers, ...change(ers) } });
  if (!keep) story.ledger.disclosures.delete(second.id);
  return { story, first, second };
}

/** One pack for each. */
export async function* erasedPacks(): AsyncGenerator<ReadPack> {
  const read = async (name: string, story: Story): Promise<ReadPack> => {
    const { files, now } = await packOf(story.ledger);
    return { name, files, now, trust: testTrust(story.ledger.logKey, ['w-one', 'w-two']) };
  };
  yield await read('erased', erasedStory().story);
  yield await read('erased and there', erasedStory(() => ({}), true).story);
  yield await read('erased without a target', erasedStory(() => ({ at: [] })).story);
  for (const [name, [change]] of Object.entries(badErasures))
    yield await read(`erasure: ${name}`, erasedStory(change).story);
}
