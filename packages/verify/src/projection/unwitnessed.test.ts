/** What a pack says about records that no witness has seen. */
import { fromUtf8, utf8 } from '@remit/core';
import { expect, it } from 'vitest';
import { packFromFiles } from '../pack/pack-source.ts';
import { stepOf } from '../testing/expect-step.ts';
import { remanifest } from '../testing/forge.ts';
import { coreOf, trustOf } from '../testing/pack.ts';
import { honestStory } from '../testing/story.ts';
import { verifyPack } from '../verify-pack.ts';
import { assemblePack } from './assemble.ts';
import { paths } from './pack-core.ts';

async function unwitnessedPack(witnessedSize?: number) {
  const { ledger } = honestStory(30);
  const core = {
    ...(await coreOf(ledger, { checkpoint: await ledger.checkpoint({ witnesses: [] }) })),
    ...(witnessedSize === undefined ? {} : { witnessed: await ledger.checkpoint({ size: witnessedSize }) }),
  };
  const pack = assemblePack(core);
  if (!pack.ok) throw new Error('unreadable');
  const verify = (files: ReadonlyMap<string, Uint8Array>) =>
    verifyPack(packFromFiles(files), trustOf(ledger), ledger.now());
  return { ledger, core, files: new Map(pack.value.files), verify };
}

it('[verify.unwitnessed] the report names the oldest record that no witness cosigned, and the pack carries the last head that one did', async () => {
  const { files, verify, ledger } = await unwitnessedPack(20);
  const report = JSON.parse(fromUtf8(files.get(paths.report) ?? new Uint8Array()) ?? '') as {
    sections: { section: number; content: { unwitnessed?: unknown } }[];
  };
  const custody = report.sections.find(({ section }) => section === 10);
  const { id, ts } = JSON.parse(fromUtf8(ledger.entries[20] ?? new Uint8Array()) ?? '') as { id: string; ts: string };
  expect(custody?.content.unwitnessed).toEqual({
    records: 10,
    oldest: { index: 20, id, at: ts },
    newestWitnessedHead: 20,
  });
  const result = await verify(files);
  expect(stepOf(result, 'witnesses')).toMatchObject({ status: 'incomplete' });
  expect(stepOf(result, 'witnesses').says.at(-1)).toMatch(
    /20 records was cosigned by a quorum .* record 20 is the oldest/,
  );
  expect(stepOf(result, 'derived').status).toBe('ok');
});

it('[verify.unwitnessed] without any cosigned head the first record is the oldest; a cosigned head says nothing', async () => {
  const { files } = await unwitnessedPack();
  expect(fromUtf8(files.get(paths.report) ?? new Uint8Array())).toContain('"newestWitnessedHead": "none"');
  expect(files.has(paths.witnessed)).toBe(false);
});

it('[verify.unwitnessed] an earlier head of another past, or that nobody signed, fails', async () => {
  const { files, core, verify } = await unwitnessedPack(20);
  const other = honestStory(30, { start: Date.UTC(2026, 9, 2) }).ledger;
  for (const note of [await other.checkpoint({ size: 20 }), 'nothing\n']) {
    const changed = remanifest(new Map(files).set(paths.witnessed, utf8(note)), core);
    expect(stepOf(await verify(changed), 'witnesses').status).toBe('fail');
  }
});
