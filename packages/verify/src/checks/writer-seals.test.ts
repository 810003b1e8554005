/** Steps "writer-seals" and "key-history" on test logs. */
import { fromUtf8, toBase64 } from '@remit/core';
import { signNote } from '@remit/tlog';
import { describe, expect, it } from 'vitest';
import { packFromFiles } from '../pack/pack-source.ts';
import { stepOf } from '../testing/expect-step.ts';
import { editEntry, forge } from '../testing/forge.ts';
import type { TestKey, TestLedger } from '../testing/ledger.ts';
import { testLogKey, testTrust, testUlid } from '../testing/ledger.ts';
import { coreOf, packOf } from '../testing/pack.ts';
import { otherWriterKey as otherKey, sealWriter as seal, testWriterKey as writerKey } from '../testing/sealed-packs.ts';
import { startStory } from '../testing/story.ts';
import { parseTrust } from '../trust.ts';
import { verifyPack } from '../verify-pack.ts';

const trustWith = (lines: string) => {
  const trust = parseTrust(`${lines}${testTrust(testLogKey(), ['w-one', 'w-two'])}`);
  if (!trust.ok) throw new Error(trust.error);
  return trust.value;
};
const pinned = trustWith(`writer-key ${writerKey.vkey}\n`);

async function sealedStory() {
  const story = startStory();
  await seal(story.ledger);
  for (let i = 0; i < 4; i++) story.read();
  await seal(story.ledger);
  story.read();
  await seal(story.ledger);
  story.read();
  return story;
}

async function stepFor(ledger: TestLedger, trust = pinned, name = 'writer-seals') {
  const { files, now } = await packOf(ledger);
  const report = await verifyPack(packFromFiles(files), trust, now);
  return { ...stepOf(report, name), result: report.result };
}

describe('writer seals', () => {
  it('[verify.writer-seals] hold, with the key pinned or as the log names it, and say what has none yet', async () => {
    const { ledger } = await sealedStory();
    const step = await stepFor(ledger);
    expect(step).toMatchObject({ status: 'ok', result: 'PASS' });
    expect(step.says).toEqual(['3 seal(s) hold; 2 record(s) after the last seal of their writer have none yet']);
    expect((await stepFor(ledger, trustWith(''))).says.at(-1)).toContain('pins no writer');
    expect(await stepFor(startStory().ledger)).toMatchObject({ status: 'not-applicable' });
    expect((await stepFor(ledger, trustWith(`writer-key ${otherKey.vkey}\n`))).says[0]).toContain(
      'none of the trust file',
    );
  });

  it('[verify.writer-seals] a record that the holder of the log key inserts in the name of a writer is found', async () => {
    const { ledger } = await sealedStory();
    const at = 9;
    const copy = editEntry(ledger.entries[at], (record) => {
      record['id'] = testUlid(77);
      delete record['s'];
    });
    const renumbered = [...ledger.entries.slice(0, at + 1), copy, ...ledger.entries.slice(at + 1)].map((entry, i) =>
      editEntry(entry, (record) => {
        record['w'] = { id: 'w1', n: i };
      }),
    );
    const core = await coreOf(ledger);
    const files = await forge(core, renumbered, testLogKey());
    const report = await verifyPack(packFromFiles(files), pinned, ledger.now());
    expect(stepOf(report, 'writer-seals')).toMatchObject({ status: 'fail' });
    expect(stepOf(report, 'sequences').status).toBe('ok');
  });

  it('[verify.writer-seals] a writer that never was, and one with a key of its own, are found', async () => {
    const { ledger } = await sealedStory();
    const fake = (key: TestKey) =>
      editEntry(ledger.entries.at(-1), (record) => {
        record['id'] = testUlid(78);
        record['w'] = { id: key === otherKey ? 'w2' : 'w3', n: 0 };
      });
    ledger.appendRaw(fake(writerKey));
    const step = await stepFor(ledger);
    expect(step).toMatchObject({ status: 'fail' });
    expect(step.says[0]).toMatch(/writer w3: 1 record\(s\), no seal/);
    expect((await stepFor(ledger, trustWith(''))).status).toBe('incomplete');
  });

  it('[verify.writer-seals] a seal of another key, over other records, out of order or with a broken signature fails', async () => {
    const cases: [(record: Record<string, unknown>) => void, RegExp][] = [
      [(record) => void Object.assign(record['seal'] as object, { key: otherKey.vkey }), /by another key/],
      [
        (record) => void Object.assign(record['seal'] as object, { root: 'A'.repeat(43) }),
        /are not the ones it sealed/,
      ],
      [(record) => void Object.assign(record['seal'] as object, { first: 1 }), /does not follow/],
      [(record) => void Object.assign(record['seal'] as object, { sig: toBase64(new Uint8Array(64)) }), /signature/],
    ];
    for (const [change, says] of cases) {
      const { ledger } = await sealedStory();
      const at = ledger.entries.findLastIndex((entry) => fromUtf8(entry)?.includes('"t":"writer.seal"'));
      ledger.entries[at] = editEntry(ledger.entries[at], change);
      const step = await stepFor(ledger);
      expect(step).toMatchObject({ status: 'fail' });
      expect(step.says[0]).toMatch(says);
    }
  });
});

describe('key history', () => {
  const next = testLogKey(undefined, ' next');
  const rotate = (ledger: TestLedger, phase: 'begin' | 'end') =>
    ledger.append({
      t: 'key.rotate',
      rot: {
        phase,
        prev: ledger.logKey.vkey,
        next: next.vkey,
        from: '2026-10-01T08:00:00.000Z',
        both: 1,
        why: 'yearly',
      },
    });
  const both = trustWith(`log ${next.vkey}\n`);

  async function headBy(keys: readonly TestKey[], phases: readonly ('begin' | 'end')[]) {
    const story = startStory();
    story.read();
    for (const phase of phases) rotate(story.ledger, phase);
    story.read();
    const { ledger } = story;
    const own = await ledger.checkpoint();
    const text = own.slice(0, own.indexOf('\n\n') + 1);
    const cosignatures = own
      .slice(own.indexOf('\n\n') + 2)
      .split('\n')
      .slice(1)
      .join('\n');
    const checkpoint = (await signNote(text, keys)) + cosignatures;
    const { files, now } = await packOf(ledger, { checkpoint });
    const report = await verifyPack(packFromFiles(files), both, now);
    return { ...stepOf(report, 'key-history'), result: report.result };
  }

  it('[verify.key-history] both keys in the overlap, the new one alone after it', async () => {
    const old = testLogKey();
    expect(await headBy([old], [])).toMatchObject({ status: 'ok', result: 'PASS' });
    expect(await headBy([old, next], ['begin'])).toMatchObject({ status: 'ok', result: 'PASS' });
    expect(await headBy([next], ['begin', 'end'])).toMatchObject({ status: 'ok', result: 'PASS' });
  });

  it('[verify.key-history] a key before or after its time fails, and so do records that do not follow', async () => {
    const old = testLogKey();
    expect((await headBy([next], [])).says[0]).toMatch(/outside its time/);
    expect((await headBy([old, next], ['begin', 'end'])).says[0]).toMatch(/outside its time/);
    expect((await headBy([old], ['begin', 'end'])).status).toBe('fail');
    expect((await headBy([old], ['end'])).says[0]).toMatch(/does not follow from the keys/);
    expect((await headBy([old, next], ['begin', 'begin'])).status).toBe('fail');
  });
});
