/** The step "genesis" on logs that go on from another and end in another. */
import type { DraftOf } from '@remit/record';
import { describe, expect, it } from 'vitest';
import { packFromFiles } from '../pack/pack-source.ts';
import { stepOf } from '../testing/expect-step.ts';
import { createTestLedger } from '../testing/ledger.ts';
import { packOf } from '../testing/pack.ts';
import { startStory } from '../testing/story.ts';
import { verifyPack } from '../verify-pack.ts';

const AFTER = { org: 'remit.test/before', size: 7, root: 'A'.repeat(43) };
const other = createTestLedger({ origin: 'remit.test/other' }).logKey.vkey;

async function genesisOf(after: typeof AFTER | undefined, cnts: readonly DraftOf<'continues'>['cnt'][]) {
  const ledger = createTestLedger();
  const gen = { vkey: ledger.logKey.vkey, software: 'remit 0.1.0', ...(after === undefined ? {} : { after }) };
  ledger.append({ t: 'genesis', gen });
  for (const cnt of cnts) ledger.append({ t: 'continues', cnt });
  ledger.append({ t: 'heartbeat', hb: { why: 'test' } });
  const pack = await packOf(ledger);
  return stepOf(await verifyPack(packFromFiles(pack.files), pack.trust, pack.now), 'genesis');
}

const from = (change: Partial<DraftOf<'continues'>['cnt']> = {}) => ({
  dir: 'from' as const,
  why: 'period' as const,
  vkey: other,
  ...AFTER,
  ...change,
});

describe('logs by period', () => {
  it('[period.verify] a log says once, in its first two records, from which head it goes on', async () => {
    expect(await genesisOf(AFTER, [from()])).toMatchObject({
      status: 'ok',
      says: [expect.anything(), expect.stringContaining('remit.test/before" at size 7')] as string[],
    });
    for (const [after, cnts] of [
      [AFTER, []],
      [undefined, [from()]],
      [AFTER, [from({ size: 8 })]],
      [AFTER, [from({ org: 'remit.test/x' })]],
      [AFTER, [from({ root: 'B'.repeat(43) })]],
      [AFTER, [from(), from()]],
    ] as const)
      expect(await genesisOf(after, cnts)).toMatchObject({ status: 'fail' });
  });

  it('[period.verify] behind its end stand only erasures and what they need', async () => {
    const ended = async (more: (story: ReturnType<typeof startStory>) => void) => {
      const story = startStory();
      const cnt = { dir: 'to' as const, why: 'period' as const, org: 'remit.test/next', vkey: other };
      story.ledger.append({ t: 'continues', cnt });
      more(story);
      const pack = await packOf(story.ledger);
      return stepOf(await verifyPack(packFromFiles(pack.files), pack.trust, pack.now), 'genesis');
    };
    const chg = { what: 'key.create' as const, ref: 'k', roles: ['admin'] };
    expect(await ended(({ ledger }) => void ledger.append({ t: 'registry.change', chg }))).toMatchObject({
      status: 'ok',
      says: [expect.anything(), 'ends in the log "remit.test/next"'] as string[],
    });
    expect(await ended((story) => void story.read())).toMatchObject({
      status: 'fail',
      says: [expect.stringContaining('stands behind the end of the log')] as string[],
    });
  });
});
