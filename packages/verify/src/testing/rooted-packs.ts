/** Packs of a log whose heads are entries of a root log, honest and with one thing wrong, for tests. Development only. */
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
import type { StepStatus } from '../checks/check.ts';
import { assemblePack } from '../projection/assemble.ts';
import type { ReadPack } from './forged-packs.ts';
import { type TestKey, type TestLedger, testLogKey, testWitness } from './ledger.ts';
import { coreOf } from './pack.ts';
import { honestStory } from './story.ts';

const ROOT = 'root.test/log';
const other = testLogKey('region-two.test/log');

/** One pack, and what the step root-log says of it. */
export interface RootedPack extends ReadPack {
  readonly rootLog: StepStatus;
}

/** What is wrong with a proof or a trust file. */
interface Wrong {
  readonly entry?: Uint8Array;
  readonly index?: number;
  /** Entries of the root log after ours. */
  readonly after?: readonly Uint8Array[];
  /** What the pack says of them. */
  readonly tail?: readonly Uint8Array[] | 'none';
  readonly proof?: 'none' | 'cut' | 'no entry';
  readonly key?: TestKey;
  readonly witnesses?: readonly string[];
  /** How long before the clock of the reader the witnesses saw the head, in seconds. */
  readonly late?: number;
  /** Cosignatures on the head of the log itself. */
  readonly own?: readonly string[];
  readonly trust?: (text: string) => string;
}

/** Every case. */
export async function* rootedPacks(): AsyncGenerator<RootedPack> {
  const { ledger } = honestStory(30);
  const size = ledger.entries.length;
  const ours = (at: number) => ledger.checkpoint({ size: at, witnesses: [] }).then(utf8);
  const rows = (n: number) => Array.from({ length: n }, (_, i) => utf8(`${i}`));
  const longer = [...ledger.entries, utf8('later')];
  const unnamed = (text: string) => text.replace(/root-.*\n/g, '');
  const cases: readonly (readonly [string, StepStatus, Wrong])[] = [
    ['whole', 'ok', {}],
    ['as the last entry', 'ok', { after: [] }],
    [
      'under the quorum of the policy',
      'ok',
      { trust: (t) => t.replace('root-quorum both\n', '').replace('none', 'both') },
    ],
    [
      'one witness is enough',
      'ok',
      { witnesses: ['w-one'], trust: (t) => t.replace('root-quorum both', 'root-quorum w-one') },
    ],
    ['also cosigned itself', 'ok', { own: ['w-one', 'w-two'], trust: (t) => t.replace('quorum none', 'quorum both') }],
    ['seen long ago', 'ok', { late: 3600 }],
    ['the same head again', 'ok', { after: [await ours(size)] }],
    [
      'entries of nobody after it',
      'ok',
      { after: [utf8('no note'), await headOf(testLogKey(ledger.origin, ' x'), longer)] },
    ],
    ['no root log in the trust file', 'not-applicable', { trust: unnamed }],
    ['neither proof nor root log', 'not-applicable', { proof: 'none', tail: 'none', trust: unnamed }],
    ['no proof', 'incomplete', { proof: 'none', tail: 'none' }],
    ['a proof that is cut off', 'fail', { proof: 'cut' }],
    ['a proof without its entry', 'fail', { proof: 'no entry' }],
    ['an entry that is an older head', 'fail', { entry: await ours(20) }],
    ['an entry of another log', 'fail', { entry: await headOf(other, rows(1)) }],
    ['another index', 'fail', { index: 1 }],
    ['a root log that is not trusted', 'fail', { key: testLogKey('other-root.test/log') }],
    ['another key of the same name', 'fail', { key: testLogKey(ROOT, ' again') }],
    ['too few witnesses', 'incomplete', { witnesses: ['w-one'] }],
    ['no witness', 'incomplete', { witnesses: [] }],
    [
      'no witness, and none asked for',
      'incomplete',
      { witnesses: [], trust: (t) => t.replace('root-quorum both', 'root-quorum none') },
    ],
    ['no entries after it', 'incomplete', { tail: 'none' }],
    ['an entry after it left out', 'fail', { tail: [] }],
    ['another entry after it', 'fail', { tail: [utf8('another')] }],
    ['a rollback after it', 'fail', { after: [await ours(20)] }],
    ['a fork after it', 'fail', { after: [await headOf(ledger.logKey, rows(size))] }],
    ['a newer head after it', 'incomplete', { after: [await headOf(ledger.logKey, longer)] }],
  ];
  for (const [name, rootLog, wrong] of cases)
    yield { name: `rooted, ${name}`, rootLog, ...(await rootedPack(ledger, await ours(size), wrong)) };
}

async function rootedPack(ledger: TestLedger, ours: Uint8Array, wrong: Wrong): Promise<Omit<ReadPack, 'name'>> {
  const { entry = ours, key = testLogKey(ROOT), witnesses = ['w-one', 'w-two'] } = wrong;
  const five = Array.from({ length: 5 }, (_, i) => utf8(`${i}`));
  const after = wrong.after ?? [await headOf(other, five)];
  const rows = [utf8('{"t":"genesis"}'), await headOf(other, five.slice(0, 3)), entry, ...after];
  const text = formatCheckpoint({ origin: key.name, size: rows.length, root: rootOfEntries(rows) });
  const at = ledger.now() - (wrong.late ?? 0) * 1000;
  const checkpoint = await signNote(text, [key, ...witnesses.map((name) => testWitness(name, at))]);
  const hashes = inclusionProof(2, rows.length, hashReaderFromLeaves(rows.map((row) => leafHash(row))));
  const whole = formatTlogProof({
    index: wrong.index ?? 2,
    hashes,
    checkpoint,
    ...(wrong.proof === 'no entry' ? {} : { extra: entry }),
  });
  const core = await coreOf(ledger, {
    checkpoint: await ledger.checkpoint({ witnesses: (wrong.own ?? []).map((name) => testWitness(name, at)) }),
  });
  const tail = wrong.tail ?? after;
  const assembled = assemblePack({
    ...core,
    ...(wrong.proof === 'none' ? {} : { rootProof: wrong.proof === 'cut' ? whole.slice(0, 60) : whole }),
    ...(tail === 'none' ? {} : { rootTail: encodeEntryBundle(tail) }),
  });
  if (!assembled.ok) throw new Error('the test log is unreadable');
  const trust = [
    `log ${ledger.logKey.vkey}`,
    `root-log ${testLogKey(ROOT).vkey} https://root.test`,
    ...['w-one', 'w-two'].map((name) => `witness ${name} ${testWitness(name, 0).vkey}`),
    'group both all w-one w-two',
    'root-quorum both',
    'quorum none',
    '',
  ].join('\n');
  return { files: new Map(assembled.value.files), now: ledger.now(), trust: wrong.trust?.(trust) ?? trust };
}

/** A head over all rows. */
async function headOf(key: TestKey, rows: readonly Uint8Array[]): Promise<Uint8Array> {
  return utf8(
    await signNote(formatCheckpoint({ origin: key.name, size: rows.length, root: rootOfEntries(rows) }), [key]),
  );
}
