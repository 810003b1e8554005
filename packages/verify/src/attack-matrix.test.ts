/** The attack matrix of the ledger reference §10, for packs: no forged pack passes. */
import { rfc3339 } from '@remit/core';
import { describe, expect, it, vi } from 'vitest';
import { packFromFiles } from './pack/pack-source.ts';
import { editEntry, forge, rewriteLog } from './testing/forge.ts';
import { TEST_START, testLogKey, testUlid } from './testing/ledger.ts';
import type { TestPack } from './testing/pack.ts';
import { packOf, trustOf } from './testing/pack.ts';
import { honestStory } from './testing/story.ts';
import { verifyPack } from './verify-pack.ts';

// Hundreds of packs are verified in one test: seconds on an idle machine, minutes on a busy one.
vi.setConfig({ testTimeout: 300_000 });

type Attack = (entries: readonly Uint8Array[], at: number) => Uint8Array[];

const SIZE = 300;
const positions: Record<string, number> = { first: 1, middle: 150, '255': 255, '256': 256, '257': 257, last: SIZE - 1 };

const setAt = (entries: readonly Uint8Array[], at: number, entry: Uint8Array) =>
  entries.map((e, i) => (i === at ? entry : e));
const entryAt = (entries: readonly Uint8Array[], at: number) => entries[at] ?? new Uint8Array();

const attacks: Record<string, Attack> = {
  'edit a record': (entries, at) =>
    setAt(
      entries,
      at,
      editEntry(entries[at], (record) => Object.assign(record, { ts: '2026-10-01T00:00:00.000Z' })),
    ),
  'delete a record': (entries, at) => entries.filter((_, i) => i !== at),
  'insert a record': (entries, at) => [
    ...entries.slice(0, at),
    editEntry(entries[at], (record) => Object.assign(record, { id: testUlid(7) })),
    ...entries.slice(at),
  ],
  'swap two records': (entries, at) =>
    setAt(setAt(entries, at, entryAt(entries, at - 1)), at - 1, entryAt(entries, at)),
  'cut off the log here': (entries, at) => entries.slice(0, at + 1 === entries.length ? at : at + 1),
  'repeat a record here': (entries, at) => [
    ...entries.slice(0, at + 1),
    entryAt(entries, at),
    ...entries.slice(at + 1),
  ],
  'put a node-shaped leaf here': (entries, at) => setAt(entries, at, new Uint8Array(65).fill(1)),
};

let honest: TestPack | undefined;
/** Reports on the last sixty records only, so that each trial is quick; the whole log is in the pack all the same. */
const base = async () => {
  if (honest === undefined) {
    const { ledger } = honestStory(SIZE);
    honest = await packOf(ledger, { inputs: { from: rfc3339(TEST_START + (SIZE - 60) * 1000) } });
  }
  return honest;
};

let trials = 0;

describe.each(Object.entries(attacks))('%s', (_name, attack) => {
  it.each(Object.entries(positions))('[verify.attack-matrix] at the %s position: never PASS', async (_position, at) => {
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
  });
});

describe('rewriting everything', () => {
  const rewrite = (entries: readonly Uint8Array[]) =>
    rewriteLog(entries, (record, i) =>
      i === 0 ? undefined : Object.assign(record, { ts: '2026-10-01T09:00:00.000Z' }),
    );

  it('[verify.attack-matrix] fails without the key, and with it against any known head', async () => {
    const pack = await base();
    const entries = rewrite(pack.core.entries);
    for (const key of [undefined, testLogKey(pack.ledger.origin, ' thief'), pack.ledger.logKey]) {
      const files = await forge(pack.core, entries, key);
      for (const size of [20, SIZE]) {
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
