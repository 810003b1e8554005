/** Ledger reference §10: change any single field of any record, and no pack of it passes. */
import { rfc3339 } from '@remit/core';
import { expect, it, vi } from 'vitest';
import { packFromFiles } from './pack/pack-source.ts';
import { readRecord } from './projection/read-record.ts';
import { fieldPaths, mutateField, recordOf } from './testing/attacks.ts';
import { editEntry, forge, rewriteLog } from './testing/forge.ts';
import { TEST_START } from './testing/ledger.ts';
import { packOf, trustOf } from './testing/pack.ts';
import { everyTypeStory } from './testing/story.ts';
import { verifyPack } from './verify-pack.ts';

// Hundreds of packs are verified in one test: seconds on an idle machine, minutes on a busy one.
vi.setConfig({ testTimeout: 300_000 });

const { ledger } = everyTypeStory();
const records = ledger.entries.map((entry, at) => {
  const record = recordOf(entry);
  return { at, entry, record, type: String(record['t']) };
});
const types = [...new Set(records.map(({ type }) => type))].sort();
const counted = { mutations: 0, signedAgain: 0 };

it.each(types)(
  '[verify.mutation] every single field of every %s record, with and without the log key',
  async (type) => {
    const pack = await packOf(ledger, { inputs: { from: rfc3339(TEST_START + 25_000) } });
    const known = trustOf(ledger, pack.core.checkpoint);
    for (const { at, entry, record } of records.filter((one) => one.type === type))
      for (const path of fieldPaths(record)) {
        const changed = editEntry(entry, (edited) => mutateField(edited, path));
        const where = `${at} ${path.join('.')}`;
        expect(changed, where).not.toEqual(entry);
        const entries = ledger.entries.map((e, i) => (i === at ? changed : e));
        const forged = packFromFiles(await forge(pack.core, entries));
        expect((await verifyPack(forged, pack.trust, pack.now)).result, where).toBe('FAIL');
        counted.mutations += 1;
        if (!readRecord(changed).ok) continue;
        // Someone with the log key signs the changed log, all later references changed to fit.
        const rewritten = rewriteLog(ledger.entries, (edited, i) => (i === at ? mutateField(edited, path) : undefined));
        const signed = packFromFiles(await forge(pack.core, rewritten, ledger.logKey));
        expect((await verifyPack(signed, known, pack.now)).result, where).toBe('FAIL');
        expect((await verifyPack(signed, pack.trust, pack.now)).result, where).not.toBe('PASS');
        counted.signedAgain += 1;
      }
  },
);

it('counts its mutations', () => {
  console.log(
    `single-field mutations: ${counted.mutations} of ${types.length} record types, ${counted.signedAgain} of them signed again; passed: 0`,
  );
  expect(types).toHaveLength(16);
  expect(counted.mutations).toBeGreaterThan(450);
});
