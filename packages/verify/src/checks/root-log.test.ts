/** The step root-log: a head under a root log that alone is witnessed, and every way in which the proof can be wrong. */
import { utf8 } from '@remit/core';
import {
  encodeEntryBundle,
  formatCheckpoint,
  formatTlogProof,
  hashReaderFromLeaves,
  inclusionProof,
  leafHash,
  rootOfEntries,
  signNote,
} from '@remit/tlog';
import { describe, expect, it } from 'vitest';
import { packFromFiles } from '../pack/pack-source.ts';
import { assemblePack } from '../projection/assemble.ts';
import { stepOf } from '../testing/expect-step.ts';
import { type TestKey, testLogKey, testWitness } from '../testing/ledger.ts';
import { coreOf } from '../testing/pack.ts';
import { honestStory } from '../testing/story.ts';
import { parseTrust } from '../trust.ts';
import { verifyPack } from '../verify-pack.ts';
import { followsLeaf } from './root-log.ts';

const ROOT = 'root.test/log';
const rootKey = testLogKey(ROOT);
const { ledger } = honestStory(30);
const other = testLogKey('region-two.test/log');

async function headOf(key: TestKey, size: number, rows: readonly Uint8Array[]): Promise<Uint8Array> {
  const text = formatCheckpoint({ origin: key.name, size, root: rootOfEntries(rows.slice(0, size)) });
  return utf8(await signNote(text, [key]));
}

/** The checkpoint without cosignatures, as the root log holds it. */
const ourHead = async (size = ledger.entries.length) => utf8(await ledger.checkpoint({ size, witnesses: [] }));

interface Wrong {
  entry?: Uint8Array;
  index?: number;
  tail?: readonly Uint8Array[];
  noTail?: true;
  key?: TestKey;
  witnesses?: readonly string[];
  after?: readonly Uint8Array[];
  /** Seconds before the clock of the reader. */
  late?: number;
}

async function packUnder(wrong: Wrong = {}, trustText?: string) {
  const entry = wrong.entry ?? (await ourHead());
  const before = [
    utf8('{"t":"genesis"}'),
    await headOf(
      other,
      3,
      [1, 2, 3].map((n) => utf8(`${n}`)),
    ),
  ];
  const after = wrong.after ?? [
    await headOf(
      other,
      5,
      [1, 2, 3, 4, 5].map((n) => utf8(`${n}`)),
    ),
  ];
  const rows = [...before, entry, ...after];
  const leaves = rows.map((row) => leafHash(row));
  const text = formatCheckpoint({ origin: (wrong.key ?? rootKey).name, size: rows.length, root: rootOfEntries(rows) });
  const at = ledger.now() - (wrong.late ?? 0) * 1000;
  const cosigners = (wrong.witnesses ?? ['w-one', 'w-two']).map((name) => testWitness(name, at));
  const checkpoint = await signNote(text, [wrong.key ?? rootKey, ...cosigners]);
  const hashes = inclusionProof(before.length, rows.length, hashReaderFromLeaves(leaves));
  const rootProof = formatTlogProof({ index: wrong.index ?? before.length, hashes, checkpoint, extra: entry });
  const rootTail = encodeEntryBundle(wrong.tail ?? after);
  const core = await coreOf(ledger, { checkpoint: await ledger.checkpoint({ witnesses: [] }) });
  const assembled = assemblePack({ ...core, rootProof, ...(wrong.noTail === undefined ? { rootTail } : {}) });
  if (!assembled.ok) throw new Error('unreadable');
  const trust = parseTrust(trustText ?? (await trustLines()));
  if (!trust.ok) throw new Error(trust.error);
  const files = new Map(assembled.value.files);
  return { files, report: await verifyPack(packFromFiles(files), trust.value, ledger.now()) };
}

const trustLines = (more = 'root-quorum both', quorum = 'none') =>
  Promise.resolve(
    [
      `log ${ledger.logKey.vkey}`,
      `root-log ${rootKey.vkey} https://root.test`,
      ...['w-one', 'w-two'].map((name) => `witness ${name} ${testWitness(name, 0).vkey}`),
      'group both all w-one w-two',
      `quorum ${quorum}`,
      more,
      '',
    ].join('\n'),
  );

describe('a log whose heads are entries of a root log', () => {
  it('[verify.root-log] a pack passes by the witnesses of the root log alone', async () => {
    const { report, files } = await packUnder();
    expect(stepOf(report, 'root-log')).toMatchObject({
      status: 'ok',
      says: ['this head is entry 2 of the root log root.test/log, whose head of size 4 is cosigned by w-one, w-two'],
    });
    expect(stepOf(report, 'witnesses').status).toBe('not-applicable');
    expect(stepOf(report, 'freshness').status).toBe('ok');
    expect(report.result).toBe('PASS');
    expect(Buffer.from(files.get('VERIFY.md') ?? '').toString()).toContain('## 3d. The root log');
  });

  it('[verify.root-log] without a root log in the trust file the proof counts for nothing, and without one in the pack it is missing', async () => {
    const plain = await packUnder({}, `log ${ledger.logKey.vkey}\nquorum none\n`);
    expect(stepOf(plain.report, 'root-log').status).toBe('not-applicable');
    expect(stepOf(plain.report, 'witnesses').status).toBe('incomplete');
    const core = await coreOf(ledger, { checkpoint: await ledger.checkpoint({ witnesses: [] }) });
    const bare = assemblePack(core);
    const trust = parseTrust(await trustLines());
    if (!bare.ok || !trust.ok) throw new Error('unreadable');
    expect([...bare.value.files.keys()].filter((path) => path.includes('root'))).toEqual([]);
    expect(Buffer.from(bare.value.files.get('VERIFY.md') ?? '').toString()).not.toContain('root-log');
    const report = await verifyPack(packFromFiles(new Map(bare.value.files)), trust.value, ledger.now());
    expect(stepOf(report, 'root-log').status).toBe('incomplete');
    expect(stepOf(report, 'witnesses').status).toBe('incomplete');
    expect(report.result).toBe('INCOMPLETE');
  });

  it.each<[string, string, () => Wrong | Promise<Wrong>]>([
    ['an entry that is an older head', 'fail', async () => ({ entry: await ourHead(20) })],
    ['an entry of another log', 'fail', async () => ({ entry: await headOf(other, 1, [utf8('1')]) })],
    ['another index', 'fail', () => ({ index: 1 })],
    ['a root log that is not trusted', 'fail', () => ({ key: testLogKey('other-root.test/log') })],
    ['another key of the same name', 'fail', () => ({ key: testLogKey(ROOT, ' again') })],
    ['too few witnesses', 'incomplete', () => ({ witnesses: ['w-one'] })],
    ['no witness', 'incomplete', () => ({ witnesses: [] })],
    ['no entries after it', 'incomplete', () => ({ noTail: true })],
    ['an entry after it left out', 'fail', () => ({ tail: [] })],
    ['another entry after it', 'fail', () => ({ tail: [utf8('another')] })],
    ['a rollback after it', 'fail', async () => ({ after: [await ourHead(20)] })],
    [
      'a fork after it',
      'fail',
      async () => ({
        after: [
          await headOf(
            ledger.logKey,
            30,
            Array.from({ length: 30 }, (_, i) => utf8(`${i}`)),
          ),
        ],
      }),
    ],
    ['the same head again after it', 'ok', async () => ({ after: [await ourHead()] })],
  ])('[verify.root-log] %s: %s', async (_, status, wrong) => {
    const { report } = await packUnder(await wrong());
    expect(stepOf(report, 'root-log').status).toBe(status);
    expect(report.result).toBe(status === 'ok' ? 'PASS' : status === 'fail' ? 'FAIL' : 'INCOMPLETE');
  });

  it('[verify.root-log] a newer head of the log in the root log, or an old cosignature, leaves the pack incomplete', async () => {
    const longer = [...ledger.entries, utf8('later')];
    const newer = await packUnder({ after: [await headOf(ledger.logKey, longer.length, longer)] });
    expect(stepOf(newer.report, 'root-log')).toMatchObject({ status: 'incomplete' });
    const late = await packUnder({ late: 3600 });
    expect(stepOf(late.report, 'root-log').status).toBe('ok');
    expect(stepOf(late.report, 'freshness').status).toBe('incomplete');
  });

  it('[verify.root-log] the trust file names one root log, which is not the log itself, and a quorum that exists', async () => {
    const lines = await trustLines();
    for (const [bad, says] of [
      [lines.replace('root-quorum both', 'root-quorum nobody'), 'root-quorum nobody'],
      [lines.replace(/root-log .*\n/, ''), 'without a line root-log'],
      [`${lines}root-log ${other.vkey}\n`, 'two logs'],
      [`${lines}root-quorum both\n`, 'expected once'],
      [lines.replace(/root-log .*\n/, `root-log ${ledger.logKey.vkey}\n`), 'at once'],
      [lines.replace('root-log ', 'root-log x'), 'expected: root-log'],
    ] as const) {
      const parsed = parseTrust(bad);
      expect(parsed.ok ? 'ok' : parsed.error).toContain(says);
    }
    const own = parseTrust(lines.replace('root-quorum both\n', '').replace('quorum none', 'quorum both'));
    expect(own.ok && own.value.root?.quorum).toBe('both');
  });
});

it('[verify.root-log] entries after a leaf are the right ones for every place in trees up to 40, and no others', () => {
  for (let size = 1; size <= 40; size++) {
    const rows = Array.from({ length: size }, (_, i) => utf8(`entry ${i}`));
    const read = hashReaderFromLeaves(rows.map((row) => leafHash(row)));
    for (let index = 0; index < size; index++) {
      const proof = { index, hashes: inclusionProof(index, size, read), checkpoint: '' };
      const after = rows.slice(index + 1);
      expect(followsLeaf(after, proof, size)).toBe(true);
      if (after.length === 0) continue;
      expect(followsLeaf(after.slice(1), proof, size)).toBe(false);
      const changed = after.map((row, i) => (i === after.length >> 1 ? utf8('other') : row));
      expect(followsLeaf(changed, proof, size)).toBe(false);
    }
  }
});
